// sqlite_statement.h: one prepared statement, and one run of it.
//
//   auto rows = statement.run({key.domain, key.local_part});
//   while (true) {
//     auto row = rows.next();
//     if (!row) return failure_of(row);
//     if (!*row) break;
//     names.push_back(rows.text(0));
//   }
//
// Shape       values reach SQL as bound parameters only. A run ends, and lets go of the database's
//             lock, when its SqliteRows is destroyed
// Owns        SqliteStatement the prepared statement, which must be destroyed before its database;
//             SqliteRows borrows the statement
// Errors      as sqlite_database.h
#pragma once

#include "mailbox/result.h"

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

struct sqlite3_stmt;

namespace mailbox {

using SqliteValue = std::variant<std::nullptr_t, std::int64_t, std::string_view>;

class SqliteRows {
 public:
  SqliteRows(sqlite3_stmt* statement, const std::string& path, int bind_result);
  ~SqliteRows();
  SqliteRows(const SqliteRows&) = delete;
  SqliteRows& operator=(const SqliteRows&) = delete;

  // True: there is a (further) row, whose columns can be read until the next call.
  [[nodiscard]] Result<bool> next();

  [[nodiscard]] std::int64_t number(int column) const;
  [[nodiscard]] std::string text(int column) const;  // NULL reads as the empty string
  [[nodiscard]] std::optional<std::string> optional_text(int column) const;

 private:
  sqlite3_stmt* statement_;
  const std::string& path_;
  int bind_result_;
};

class SqliteStatement {
 public:
  SqliteStatement(sqlite3_stmt* statement, std::string path);

  // Starts a run. The values are copied. No two runs of one statement at a time.
  [[nodiscard]] SqliteRows run(std::initializer_list<SqliteValue> values);
  // A run that gives no rows, to its end.
  [[nodiscard]] Result<void> execute(std::initializer_list<SqliteValue> values);

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  std::string path_;
};

}  // namespace mailbox
