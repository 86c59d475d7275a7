// directory_editor.h: the directory in its SQLite file, for changing. Only mailboxctl uses it.
//
// Shape       each edit is one transaction; opening an older schema migrates it in one transaction,
//             after a backup beside the file; a newer schema is refused
// Threads     one at a time; other processes may read meanwhile
// Errors      4.3.0 and 4.3.5 as in sqlite_directory.h. Refusals an administrator can act on
//             (unknown domain, exists already, a name that cannot be a mailbox) are Errors too,
//             with status 5.x and a text that names the command that helps
// Durability  an edit that returned success is durable (rollback journal, synchronous=EXTRA)
// Source      schemas/directory.sql, schemas/migrations/
#pragma once

#include "mailbox/directory.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace mailbox {

class DirectoryEditor {
 public:
  enum class Opening { kExisting, kCreateOrExisting };
  // Requires: `path` is absolute. A database that is made gets mode 0640.
  [[nodiscard]] static Result<DirectoryEditor> open(const std::string& path, Opening opening,
                                                    std::chrono::milliseconds busy_timeout);
  DirectoryEditor(DirectoryEditor&&) noexcept;
  DirectoryEditor& operator=(DirectoryEditor&&) noexcept;
  ~DirectoryEditor();

  [[nodiscard]] Result<void> add_domain(std::string_view domain);
  // Refused while it has users or aliases.
  [[nodiscard]] Result<void> remove_domain(std::string_view domain);
  [[nodiscard]] Result<DomainRecord> domain(std::string_view domain);
  [[nodiscard]] Result<std::vector<DomainRecord>> domains();

  [[nodiscard]] Result<void> add_mailbox(const Address& address);
  [[nodiscard]] Result<void> remove_mailbox(const Address& address);  // the stored mail stays
  [[nodiscard]] Result<void> enable_mailbox(const Address& address, bool enabled);
  [[nodiscard]] Result<void> set_password_hash(const Address& address, std::string_view hash);
  [[nodiscard]] Result<MailboxRecord> mailbox(const Address& address);
  [[nodiscard]] Result<std::vector<MailboxRecord>> mailboxes();

  // `alias` is an address, or `@domain` for the catch-all. Adding to an alias that exists adds
  // targets.
  [[nodiscard]] Result<void> add_alias(std::string_view alias, const std::vector<Address>& targets);
  [[nodiscard]] Result<void> remove_alias(std::string_view alias);
  [[nodiscard]] Result<AliasRecord> alias(std::string_view alias);
  [[nodiscard]] Result<std::vector<AliasRecord>> aliases();

 private:
  struct State;
  explicit DirectoryEditor(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace mailbox
