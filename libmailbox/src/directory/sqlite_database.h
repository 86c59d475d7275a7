// sqlite_database.h: one connection to one SQLite file. With sqlite_statement.h the only door to
// SQLite.
//
// Shape       a movable resource; nothing of sqlite3.h shows here
// Owns        the connection; statements made from it must be destroyed before it
// Threads     one at a time (SQLite is opened without its own mutex)
// Errors      4.3.0 missing, busy, I/O, corrupt; 4.3.1 no space or memory; 4.3.5 no permission to
//             write, SQL that does not fit the schema. The text names the file, says it in SQLite's
//             words, and gives the next step (sqlite_error.cc)
// Durability  rollback journal and synchronous=EXTRA: what was committed is on the disk
// Source      SQLite C interface; https://sqlite.org/howtocorrupt.html for why the file is never
//             opened by other means while a connection is
#pragma once

#include "mailbox/result.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;

namespace mailbox {

class SqliteStatement;

class SqliteDatabase {
 public:
  // kRead cannot change the content, but where permissions allow it rolls back what a killed
  // writer left half done; it never makes a file. kWrite needs a file that is there, of zero
  // length at least.
  enum class Access { kRead, kWrite };

  [[nodiscard]] static Result<SqliteDatabase> open(const std::string& path, Access access,
                                                   std::chrono::milliseconds busy_timeout);

  [[nodiscard]] const std::string& path() const { return path_; }

  // Runs all statements of a script that gives no rows.
  [[nodiscard]] Result<void> execute(std::string_view script);
  [[nodiscard]] Result<SqliteStatement> prepare(std::string_view sql);
  // The first column of the first row; a failure if there is none.
  [[nodiscard]] Result<std::int64_t> number(std::string_view sql);
  [[nodiscard]] Result<std::string> text(std::string_view sql);

  // True if the path no longer names the file that is open.
  [[nodiscard]] bool has_moved() const;

  // Copies everything into the file at `target`, which must be empty; a success is durable.
  [[nodiscard]] Result<void> back_up_to(const std::string& target);

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  SqliteDatabase(std::string path, sqlite3* connection);
  [[nodiscard]] Result<void> configure(Access access, std::chrono::milliseconds busy_timeout);

  std::string path_;
  std::unique_ptr<sqlite3, Close> connection_;
};

// A transaction that may write, from its first statement on; rolled back unless committed.
class SqliteTransaction {
 public:
  [[nodiscard]] static Result<SqliteTransaction> begin(SqliteDatabase& database);
  ~SqliteTransaction();
  SqliteTransaction(SqliteTransaction&& other) noexcept;
  SqliteTransaction& operator=(SqliteTransaction&&) = delete;

  [[nodiscard]] Result<void> commit();

 private:
  explicit SqliteTransaction(SqliteDatabase& database) : database_(&database) {}
  SqliteDatabase* database_;  // null: nothing left to roll back
};

}  // namespace mailbox
