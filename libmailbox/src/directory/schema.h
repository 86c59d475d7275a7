// schema.h: the directory's SQL as it was when this program was built, and the file's version
// checks.
//
// Shape       directory_schema() makes a new database; the migrations lead an older one to the same
//             schema. Both are schemas/*.sql, embedded by cmake/EmbedSchemas.cmake
// Errors      4.3.5 for a file that is not a Finalhop directory, or has another schema than is
//             needed
// Source      schemas/directory.sql, schemas/migrations/
#pragma once

#include "directory/sqlite_database.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace mailbox {

// "FHOP" in the file's header: SQLite's application_id.
inline constexpr std::int64_t kApplicationId = 0x46484F50;

struct Migration {
  std::int64_t version;  // of the schema after it
  std::string_view sql;
};

[[nodiscard]] std::string_view directory_schema();
[[nodiscard]] std::span<const Migration> directory_migrations();  // by version, without gaps from 1

// The version that this program reads and writes.
[[nodiscard]] std::int64_t known_schema_version();

// What a file's header says of it.
struct SchemaState {
  bool empty = false;  // nothing in it yet: new, or of zero length
  std::int64_t version = 0;
};

// Fails if the database is somebody else's, or newer than this program.
[[nodiscard]] Result<SchemaState> schema_state(SqliteDatabase& database);

// For those who cannot migrate: fails unless the schema is exactly the known one.
[[nodiscard]] Result<void> require_known_schema(SqliteDatabase& database);

}  // namespace mailbox
