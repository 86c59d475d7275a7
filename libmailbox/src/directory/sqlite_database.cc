#include "directory/sqlite_database.h"

#include "directory/sqlite_error.h"
#include "directory/sqlite_statement.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace mailbox {

namespace {

int milliseconds_of(std::chrono::milliseconds duration) {
  return static_cast<int>(
      std::clamp<std::int64_t>(duration.count(), 0, std::numeric_limits<int>::max()));
}

}  // namespace

SqliteDatabase::SqliteDatabase(std::string path, sqlite3* connection)
    : path_(std::move(path)), connection_(connection) {}

void SqliteDatabase::Close::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

Result<SqliteDatabase> SqliteDatabase::open(const std::string& path, Access access,
                                            std::chrono::milliseconds busy_timeout) {
  // Read-write for readers too: a journal that a killed writer left must be rolled back before
  // anything can be read. SQLite falls back to read-only by itself where the file may not be
  // written.
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  sqlite3* connection = nullptr;
  const int result = sqlite3_open_v2(path.c_str(), &connection, kFlags, nullptr);
  SqliteDatabase database(path, connection);
  if (result != SQLITE_OK) {
    return tl::unexpected<Error>(sqlite_error(connection, result, path));
  }
  auto configured = database.configure(access, busy_timeout);
  if (!configured) return failure_of(configured);
  return database;
}

Result<void> SqliteDatabase::configure(Access access, std::chrono::milliseconds busy_timeout) {
  sqlite3_busy_timeout(connection_.get(), milliseconds_of(busy_timeout));
  // The file may have been written by somebody else: its schema gets no power over this program,
  // and damaged pages are looked at more closely.
  sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  if (access == Access::kRead) {
    return execute("PRAGMA cell_size_check = ON; PRAGMA query_only = ON;");
  }
  // Extra: syncs the folder after the journal was removed, too. With FULL a power cut could bring
  // the journal back, and with it the state before a change that was reported as done.
  auto configured = execute("PRAGMA foreign_keys = ON; PRAGMA synchronous = EXTRA;");
  if (!configured) return failure_of(configured);
  // Why not WAL: readers that may not write, such as Postfix, cannot open a WAL database by
  // themselves.
  auto journal = text("PRAGMA journal_mode = DELETE");
  if (!journal) return failure_of(journal);
  return {};
}

Result<void> SqliteDatabase::execute(std::string_view script) {
  const int result =
      sqlite3_exec(connection_.get(), std::string(script).c_str(), nullptr, nullptr, nullptr);
  if (result == SQLITE_OK) return {};
  return tl::unexpected<Error>(sqlite_error(connection_.get(), result, path_));
}

Result<SqliteStatement> SqliteDatabase::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int result = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (result == SQLITE_OK) return SqliteStatement(statement, path_);
  return tl::unexpected<Error>(sqlite_error(connection_.get(), result, path_));
}

Result<std::int64_t> SqliteDatabase::number(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return failure_of(statement);
  SqliteRows rows = statement->run({});
  auto row = rows.next();
  if (!row) return failure_of(row);
  if (!*row) return failure(status::kSystemFault, fmt::format("database {}: no answer", path_));
  return rows.number(0);
}

Result<std::string> SqliteDatabase::text(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return failure_of(statement);
  SqliteRows rows = statement->run({});
  auto row = rows.next();
  if (!row) return failure_of(row);
  if (!*row) return failure(status::kSystemFault, fmt::format("database {}: no answer", path_));
  return rows.text(0);
}

bool SqliteDatabase::has_moved() const {
  int moved = 0;
  const int result =
      sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return result != SQLITE_OK || moved != 0;
}

Result<void> SqliteDatabase::back_up_to(const std::string& target) {
  auto copy = open(target, Access::kWrite, std::chrono::milliseconds{0});
  if (!copy) return failure_of(copy);
  sqlite3* to = copy->connection_.get();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", connection_.get(), "main");
  if (backup == nullptr) {
    return tl::unexpected<Error>(sqlite_error(to, sqlite3_extended_errcode(to), target));
  }
  const int step_result = sqlite3_backup_step(backup, -1);  // all pages, in one transaction
  const int finish_result = sqlite3_backup_finish(backup);
  if (step_result == SQLITE_DONE && finish_result == SQLITE_OK) return {};
  if (finish_result == SQLITE_OK) {  // busy or locked: not kept by the connection
    return tl::unexpected<Error>(sqlite_error(nullptr, step_result, path_));
  }
  return tl::unexpected<Error>(sqlite_error(to, finish_result, target));
}

Result<SqliteTransaction> SqliteTransaction::begin(SqliteDatabase& database) {
  // Immediate: the write lock is taken here, where waiting for it is possible. A transaction that
  // began by reading could be refused later without any waiting.
  auto begun = database.execute("BEGIN IMMEDIATE");
  if (!begun) return failure_of(begun);
  return SqliteTransaction(database);
}

SqliteTransaction::SqliteTransaction(SqliteTransaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

SqliteTransaction::~SqliteTransaction() {
  // A failure here changes nothing: what was not committed is rolled back by the next opening too.
  if (database_ != nullptr) static_cast<void>(database_->execute("ROLLBACK"));
}

Result<void> SqliteTransaction::commit() {
  auto committed = database_->execute("COMMIT");
  if (!committed) return failure_of(committed);  // still open: the destructor rolls back
  database_ = nullptr;
  return {};
}

}  // namespace mailbox
