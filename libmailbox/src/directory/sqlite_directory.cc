#include "mailbox/sqlite_directory.h"

#include "directory/directory_tables.h"
#include "directory/schema.h"
#include "directory/sqlite_database.h"

#include <fmt/format.h>

#include <utility>

namespace mailbox {

// Why the soundness: a look-up in a damaged file can end in an error, but also in "not there", and
// that would bounce mail. So before the first refusal on a connection, and the first one after each
// change of the file by others, SQLite compares all tables with their indexes (0.1 s for 100,000
// mailboxes). Who is found pays nothing.
struct SqliteDirectory::Connection {
  explicit Connection(SqliteDatabase opened) : database(std::move(opened)) {}

  [[nodiscard]] Result<void> prepare();
  [[nodiscard]] Result<void> require_sound();

  SqliteDatabase database;
  std::optional<DirectoryTables> tables;  // after the database, which it borrows
  std::optional<std::int64_t> sound_version;
};

Result<void> SqliteDirectory::Connection::prepare() {
  auto known = require_known_schema(database);
  if (!known) return failure_of(known);
  auto prepared = DirectoryTables::prepare(database);
  if (!prepared) return failure_of(prepared);
  tables.emplace(*std::move(prepared));
  return {};
}

Result<void> SqliteDirectory::Connection::require_sound() {
  auto version = database.number("PRAGMA data_version");
  if (!version) return failure_of(version);
  if (sound_version == *version) return {};
  auto verdict = database.text("PRAGMA integrity_check(1)");
  if (!verdict) return failure_of(verdict);
  if (*verdict != "ok") {
    return failure(status::kSystemFault,
                   fmt::format("database {} is damaged: {}; restore it from a backup",
                               database.path(), *verdict));
  }
  sound_version = *version;
  return {};
}

SqliteDirectory::SqliteDirectory(std::string path, std::chrono::milliseconds busy_timeout)
    : path_(std::move(path)), busy_timeout_(busy_timeout) {}

SqliteDirectory::~SqliteDirectory() = default;

Result<SqliteDirectory::Connection*> SqliteDirectory::connection() {
  // A file that was replaced by another (restored from a backup) would be read for ever otherwise.
  if (connection_ && connection_->database.has_moved()) connection_.reset();
  if (connection_) return connection_.get();

  auto database = SqliteDatabase::open(path_, SqliteDatabase::Access::kRead, busy_timeout_);
  if (!database) return failure_of(database);
  auto opened = std::make_unique<Connection>(*std::move(database));
  auto prepared = opened->prepare();
  if (!prepared) return failure_of(prepared);
  connection_ = std::move(opened);
  return connection_.get();
}

template <class Answer, class Question>
Result<Answer> SqliteDirectory::ask(Question question) {
  auto open = connection();
  if (!open) return failure_of(open);
  Result<Answer> answer = question(**open);
  if (!answer) connection_.reset();  // the next look-up begins anew
  return answer;
}

Result<std::optional<DomainRecord>> SqliteDirectory::find_domain(std::string_view key) {
  return ask<std::optional<DomainRecord>>(
      [&](Connection& open) { return open.tables->find_domain(key); });
}

Result<std::optional<MailboxRecord>> SqliteDirectory::find_mailbox(const AddressKey& key) {
  return ask<std::optional<MailboxRecord>>(
      [&](Connection& open) { return open.tables->find_mailbox(key); });
}

Result<std::optional<AliasRecord>> SqliteDirectory::find_alias(const AddressKey& key) {
  return ask<std::optional<AliasRecord>>(
      [&](Connection& open) { return open.tables->find_alias(key); });
}

Result<std::optional<DomainRecord>> SqliteDirectory::only_domain() {
  return ask<std::optional<DomainRecord>>(
      [](Connection& open) { return open.tables->only_domain(); });
}

Result<std::optional<std::string>> SqliteDirectory::find_password_hash(const AddressKey& key) {
  return ask<std::optional<std::string>>(
      [&](Connection& open) { return open.tables->find_password_hash(key); });
}

Result<void> SqliteDirectory::require_sound() {
  return ask<void>([](Connection& open) { return open.require_sound(); });
}

}  // namespace mailbox
