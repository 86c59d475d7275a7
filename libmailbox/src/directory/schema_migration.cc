#include "directory/schema_migration.h"

#include "directory/database_file.h"
#include "directory/schema.h"

#include <fmt/format.h>

#include <string>

namespace mailbox {

namespace {

// Makes the first free one of FILE.before-schema-N, FILE.before-schema-N-2, …
Result<std::string> create_backup_file(const std::string& path) {
  const std::string first = fmt::format("{}.before-schema-{}", path, known_schema_version());
  constexpr int kAttempts = 1000;
  for (int attempt = 1; attempt <= kAttempts; ++attempt) {
    std::string name = attempt == 1 ? first : fmt::format("{}-{}", first, attempt);
    auto created = create_database_file(name, mode_of(path));
    if (!created) return failure_of(created);
    if (*created) return name;
  }
  return failure(status::kMisconfigured,
                 fmt::format("{} and {} more copies exist: remove those that are not needed", first,
                             kAttempts - 1));
}

// Requires: a write transaction is open, so that what is copied is what will be migrated.
Result<void> back_up(const std::string& path) {
  auto name = create_backup_file(path);
  if (!name) return failure_of(name);
  // A second connection: SQLite does not copy out of one that is in a write transaction.
  auto source = SqliteDatabase::open(path, SqliteDatabase::Access::kRead, std::chrono::seconds{1});
  if (!source) return failure_of(source);
  return source->back_up_to(*name);
}

Result<void> run_migrations(SqliteDatabase& database, std::int64_t from) {
  for (const Migration& migration : directory_migrations()) {
    if (migration.version <= from) continue;
    auto done = database.execute(migration.sql);
    if (!done) {
      return failure(done.error().status,
                     fmt::format("migration to schema version {} failed, nothing was changed: {}",
                                 migration.version, done.error().text));
    }
  }
  return {};
}

Result<void> fill(SqliteDatabase& database, EmptyDatabase empty) {
  if (empty == EmptyDatabase::kFilled) return database.execute(directory_schema());
  return failure(
      status::kMisconfigured,
      fmt::format("{} is empty: `mailboxctl init` makes it a directory", database.path()));
}

}  // namespace

Result<void> migrate_schema(SqliteDatabase& database, EmptyDatabase empty) {
  auto seen = schema_state(database);
  if (!seen) return failure_of(seen);
  if (seen->version == known_schema_version()) return {};

  auto transaction = SqliteTransaction::begin(database);
  if (!transaction) return failure_of(transaction);
  auto state = schema_state(database);  // another program may have been faster
  if (!state) return failure_of(state);
  if (state->version == known_schema_version()) return {};

  Result<void> done;
  if (state->empty) {
    done = fill(database, empty);
  } else {
    done = back_up(database.path());
    if (done) done = run_migrations(database, state->version);
  }
  if (!done) return failure_of(done);
  return transaction->commit();
}

}  // namespace mailbox
