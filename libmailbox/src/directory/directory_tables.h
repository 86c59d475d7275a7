// directory_tables.h: the directory's tables in an open database, for reading.
//
// Shape       every SELECT that the library makes on the tables stands in directory_tables.cc;
//             readers (SqliteDirectory) and the editor use the same ones
// Owns        its prepared statements; borrows the database, which must outlive it and not be moved
// Threads     one at a time
// Errors      the database's; 4.3.5 for a row that this program cannot understand
#pragma once

#include "directory/sqlite_database.h"
#include "directory/sqlite_statement.h"
#include "mailbox/directory.h"

namespace mailbox {

class DirectoryTables final : public Directory {
 public:
  // Requires: the database has the known schema (schema.h).
  [[nodiscard]] static Result<DirectoryTables> prepare(SqliteDatabase& database);

  [[nodiscard]] Result<std::optional<DomainRecord>> find_domain(std::string_view key) override;
  [[nodiscard]] Result<std::optional<MailboxRecord>> find_mailbox(const AddressKey& key) override;
  [[nodiscard]] Result<std::optional<AliasRecord>> find_alias(const AddressKey& key) override;
  [[nodiscard]] Result<std::optional<DomainRecord>> only_domain() override;
  [[nodiscard]] Result<std::optional<std::string>> find_password_hash(
      const AddressKey& key) override;

  // Everything, ordered by domain and local part.
  [[nodiscard]] Result<std::vector<DomainRecord>> domains();
  [[nodiscard]] Result<std::vector<MailboxRecord>> mailboxes();
  [[nodiscard]] Result<std::vector<AliasRecord>> aliases();

 private:
  DirectoryTables(SqliteDatabase& database, SqliteStatement domain, SqliteStatement mailbox,
                  SqliteStatement alias, SqliteStatement password);

  SqliteDatabase* database_;
  SqliteStatement domain_;
  SqliteStatement mailbox_;
  SqliteStatement alias_;
  SqliteStatement password_;
};

}  // namespace mailbox
