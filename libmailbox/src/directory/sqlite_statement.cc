#include "directory/sqlite_statement.h"

#include "directory/sqlite_error.h"

#include <sqlite3.h>

#include <type_traits>
#include <utility>

namespace mailbox {

namespace {

int bind_value(sqlite3_stmt* statement, int index, const SqliteValue& value) {
  return std::visit(
      [&](const auto& held) {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::nullptr_t>) {
          return sqlite3_bind_null(statement, index);
        } else if constexpr (std::is_same_v<Held, std::int64_t>) {
          return sqlite3_bind_int64(statement, index, held);
        } else {
          // A null pointer would bind NULL; an empty view may hold one.
          const char* octets = held.empty() ? "" : held.data();
          return sqlite3_bind_text64(statement, index, octets, held.size(), SQLITE_TRANSIENT,
                                     SQLITE_UTF8);
        }
      },
      value);
}

int bind_values(sqlite3_stmt* statement, std::initializer_list<SqliteValue> values) {
  int index = 0;
  for (const SqliteValue& value : values) {
    const int result = bind_value(statement, ++index, value);
    if (result != SQLITE_OK) return result;
  }
  return SQLITE_OK;
}

}  // namespace

SqliteRows::SqliteRows(sqlite3_stmt* statement, const std::string& path, int bind_result)
    : statement_(statement), path_(path), bind_result_(bind_result) {}

SqliteRows::~SqliteRows() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Result<bool> SqliteRows::next() {
  const int result = bind_result_ == SQLITE_OK ? sqlite3_step(statement_) : bind_result_;
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return tl::unexpected<Error>(sqlite_error(sqlite3_db_handle(statement_), result, path_));
}

std::int64_t SqliteRows::number(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string SqliteRows::text(int column) const {
  return optional_text(column).value_or("");
}

std::optional<std::string> SqliteRows::optional_text(int column) const {
  const auto* octets = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (octets == nullptr) return std::nullopt;
  return std::string(octets, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

SqliteStatement::SqliteStatement(sqlite3_stmt* statement, std::string path)
    : statement_(statement), path_(std::move(path)) {}

SqliteRows SqliteStatement::run(std::initializer_list<SqliteValue> values) {
  return {statement_.get(), path_, bind_values(statement_.get(), values)};
}

Result<void> SqliteStatement::execute(std::initializer_list<SqliteValue> values) {
  SqliteRows rows = run(values);
  auto row = rows.next();
  if (!row) return failure_of(row);
  return {};
}

}  // namespace mailbox
