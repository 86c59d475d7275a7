#include "directory/schema.h"

#include <fmt/format.h>

namespace mailbox {

std::int64_t known_schema_version() {
  return directory_migrations().back().version;
}

Result<SchemaState> schema_state(SqliteDatabase& database) {
  auto application = database.number("PRAGMA application_id");
  if (!application) return failure_of(application);
  auto version = database.number("PRAGMA user_version");
  if (!version) return failure_of(version);
  auto objects = database.number("SELECT count(*) FROM sqlite_schema");
  if (!objects) return failure_of(objects);

  if (*application == 0 && *version == 0 && *objects == 0) return SchemaState{true, 0};
  if (*application != kApplicationId) {
    return failure(status::kMisconfigured,
                   fmt::format("{} is a database of another program (application id {}): check the "
                               "`database` setting",
                               database.path(), *application));
  }
  if (*version > known_schema_version()) {
    return failure(status::kMisconfigured,
                   fmt::format("schema version {} of {} is newer than this program knows ({}): "
                               "upgrade Finalhop",
                               *version, database.path(), known_schema_version()));
  }
  return SchemaState{false, *version};
}

Result<void> require_known_schema(SqliteDatabase& database) {
  auto state = schema_state(database);
  if (!state) return failure_of(state);
  if (state->empty) {
    return failure(
        status::kMisconfigured,
        fmt::format("{} is empty: `mailboxctl init` makes it a directory", database.path()));
  }
  if (state->version < known_schema_version()) {
    return failure(status::kMisconfigured,
                   fmt::format("schema version {} of {} is older than this program needs ({}): "
                               "`mailboxctl init` migrates it",
                               state->version, database.path(), known_schema_version()));
  }
  return {};
}

}  // namespace mailbox
