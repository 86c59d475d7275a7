// sqlite_directory.h: the directory in its SQLite file, for reading.
//
// Shape       opens the file at the first look-up, not before; when the file is missing, locked,
//             corrupt or replaced, look-ups fail with class 4 and the next one opens it anew: it
//             heals by itself. "Not there" is said only after the whole file was found sound, so
//             that damage never looks like an unknown user
// Owns        one SQLite connection that cannot write (query_only)
// Threads     one at a time
// Errors      4.3.0 missing, busy for longer than Limits::database_busy, I/O, corrupt; 4.3.5 not a
//             Finalhop database, or of a newer schema than this program knows
// Source      schemas/directory.sql
#pragma once

#include "mailbox/directory.h"

#include <chrono>
#include <memory>
#include <string>

namespace mailbox {

class SqliteDirectory final : public Directory {
 public:
  SqliteDirectory(std::string path, std::chrono::milliseconds busy_timeout);
  ~SqliteDirectory() override;
  SqliteDirectory(const SqliteDirectory&) = delete;
  SqliteDirectory& operator=(const SqliteDirectory&) = delete;

  [[nodiscard]] Result<std::optional<DomainRecord>> find_domain(std::string_view key) override;
  [[nodiscard]] Result<std::optional<MailboxRecord>> find_mailbox(const AddressKey& key) override;
  [[nodiscard]] Result<std::optional<AliasRecord>> find_alias(const AddressKey& key) override;
  [[nodiscard]] Result<std::optional<DomainRecord>> only_domain() override;
  [[nodiscard]] Result<std::optional<std::string>> find_password_hash(
      const AddressKey& key) override;
  [[nodiscard]] Result<void> require_sound() override;

 private:
  struct Connection;
  [[nodiscard]] Result<Connection*> connection();
  template <class Answer, class Question>
  [[nodiscard]] Result<Answer> ask(Question question);
  std::string path_;
  std::chrono::milliseconds busy_timeout_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace mailbox
