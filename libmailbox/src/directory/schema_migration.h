// schema_migration.h: brings a database to the schema that this program knows.
//
// Shape       one transaction, whatever the number of steps: a database has the old schema or the
//             new one, nothing between. Before it an older database is copied beside itself, as
//             FILE.before-schema-N (never over an earlier copy: then -2, -3, … follow)
// Errors      4.3.5 not a Finalhop database, or newer than this program; otherwise the database's
// Durability  copy and change are on the disk when this returns
#pragma once

#include "directory/sqlite_database.h"

namespace mailbox {

enum class EmptyDatabase { kRefused, kFilled };

// Requires: `database` was opened for writing and is in no transaction.
[[nodiscard]] Result<void> migrate_schema(SqliteDatabase& database, EmptyDatabase empty);

}  // namespace mailbox
