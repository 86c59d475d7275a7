#include "directory/sqlite_error.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

namespace mailbox {

namespace {

struct Row {
  int code;  // primary result code
  EnhancedStatus status;
  std::string_view next_step;
};

constexpr std::array kRows = std::to_array<Row>({
    {SQLITE_BUSY, status::kSystemFault, "another program is writing to it, try again"},
    {SQLITE_LOCKED, status::kSystemFault, "another program is writing to it, try again"},
    {SQLITE_CANTOPEN, status::kSystemFault, "check the path and who may read it"},
    {SQLITE_IOERR, status::kSystemFault, "check the disk and the kernel's log"},
    {SQLITE_CORRUPT, status::kSystemFault, "restore it from a backup"},
    {SQLITE_NOTADB, status::kSystemFault, "restore it from a backup"},
    {SQLITE_FULL, status::kSystemFull, "make room on its file system"},
    {SQLITE_NOMEM, status::kSystemFull, "free memory or raise the program's limit"},
    {SQLITE_READONLY, status::kMisconfigured, "let this user write the file and its folder"},
    {SQLITE_PERM, status::kMisconfigured, "let this user read and write the file"},
    {SQLITE_AUTH, status::kMisconfigured, "let this user read and write the file"},
    {SQLITE_ERROR, status::kMisconfigured, "its schema is not the one this program knows"},
    {SQLITE_SCHEMA, status::kSystemFault, "its schema is being changed, try again"},
    {SQLITE_CONSTRAINT, status::kMisconfigured, "a rule of the schema forbids it"},
});

bool is_missing(sqlite3* connection, int primary) {
  return connection != nullptr && primary == SQLITE_CANTOPEN &&
         sqlite3_system_errno(connection) == ENOENT;
}

// SQLite's words; where the system refused, the system's too.
std::string words(sqlite3* connection, int code) {
  std::string result = connection == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(connection);
  const int system = connection == nullptr ? 0 : sqlite3_system_errno(connection);
  const int primary = code & 0xff;
  if (system != 0 && (primary == SQLITE_CANTOPEN || primary == SQLITE_IOERR)) {
    result += fmt::format(" ({})", std::generic_category().message(system));
  }
  return result;
}

}  // namespace

Error sqlite_error(sqlite3* connection, int code, const std::string& path) {
  const int primary = code & 0xff;
  if (is_missing(connection, primary)) {
    return {status::kSystemFault,
            fmt::format("no database at {}: make it with `mailboxctl init`", path)};
  }
  const auto* row = std::find_if(kRows.begin(), kRows.end(),
                                 [&](const Row& candidate) { return candidate.code == primary; });
  if (row == kRows.end()) {
    return {status::kSystemFault, fmt::format("database {}: {}", path, words(connection, code))};
  }
  return {row->status,
          fmt::format("database {}: {}; {}", path, words(connection, code), row->next_step)};
}

}  // namespace mailbox
