#include "directory/directory_tables.h"

#include <fmt/format.h>

#include <utility>

namespace mailbox {

namespace {

constexpr std::string_view kFindDomain = "SELECT name, key, separators FROM domain WHERE key = ?1";

constexpr std::string_view kAllDomains = "SELECT name, key, separators FROM domain ORDER BY key";

constexpr std::string_view kFindMailbox = R"sql(
  SELECT mailbox.local_part, domain.name, mailbox.local_part_key, mailbox.domain,
         mailbox.enabled, mailbox.format, mailbox.path, mailbox.password_hash IS NOT NULL
  FROM mailbox JOIN domain ON domain.key = mailbox.domain
  WHERE mailbox.domain = ?1 AND mailbox.local_part_key = ?2)sql";

constexpr std::string_view kAllMailboxes = R"sql(
  SELECT mailbox.local_part, domain.name, mailbox.local_part_key, mailbox.domain,
         mailbox.enabled, mailbox.format, mailbox.path, mailbox.password_hash IS NOT NULL
  FROM mailbox JOIN domain ON domain.key = mailbox.domain
  ORDER BY mailbox.domain, mailbox.local_part_key)sql";

constexpr std::string_view kFindAlias = R"sql(
  SELECT alias.id, alias.local_part, domain.name, alias_target.address
  FROM alias JOIN domain ON domain.key = alias.domain
       LEFT JOIN alias_target ON alias_target.alias = alias.id
  WHERE alias.domain = ?1 AND alias.local_part_key = ?2
  ORDER BY alias_target.position)sql";

constexpr std::string_view kFindPassword =
    "SELECT password_hash FROM mailbox WHERE domain = ?1 AND local_part_key = ?2";

constexpr std::string_view kAllAliases = R"sql(
  SELECT alias.id, alias.local_part, domain.name, alias_target.address
  FROM alias JOIN domain ON domain.key = alias.domain
       LEFT JOIN alias_target ON alias_target.alias = alias.id
  ORDER BY alias.domain, alias.local_part_key, alias_target.position)sql";

DomainRecord domain_in(const SqliteRows& rows) {
  return {rows.text(0), rows.text(1), rows.text(2)};
}

Result<MailboxRecord> mailbox_in(const SqliteRows& rows) {
  MailboxRecord record;
  record.address = {rows.text(0), rows.text(1)};
  record.key = {rows.text(2), rows.text(3)};
  record.enabled = rows.number(4) != 0;
  record.path = rows.optional_text(6);
  record.has_password = rows.number(7) != 0;
  if (rows.text(5) != "maildir") {
    return failure(status::kMisconfigured,
                   fmt::format("mailbox {} has the unknown format {}: upgrade Finalhop",
                               to_string(record.key), rows.text(5)));
  }
  return record;
}

// Rows of one alias follow each other; an alias without targets has one row, without an address.
Result<std::vector<AliasRecord>> aliases_in(SqliteRows& rows) {
  std::vector<AliasRecord> aliases;
  std::int64_t last = 0;
  while (true) {
    auto row = rows.next();
    if (!row) return failure_of(row);
    if (!*row) return aliases;
    if (aliases.empty() || rows.number(0) != last) {
      last = rows.number(0);
      const std::string local_part = rows.text(1);
      aliases.push_back(
          {local_part.empty() ? "@" + rows.text(2) : to_string(Address{local_part, rows.text(2)}),
           {}});
    }
    if (auto target = rows.optional_text(3)) aliases.back().targets.push_back(*std::move(target));
  }
}

}  // namespace

Result<DirectoryTables> DirectoryTables::prepare(SqliteDatabase& database) {
  auto domain = database.prepare(kFindDomain);
  if (!domain) return failure_of(domain);
  auto mailbox = database.prepare(kFindMailbox);
  if (!mailbox) return failure_of(mailbox);
  auto alias = database.prepare(kFindAlias);
  if (!alias) return failure_of(alias);
  auto password = database.prepare(kFindPassword);
  if (!password) return failure_of(password);
  return DirectoryTables(database, *std::move(domain), *std::move(mailbox), *std::move(alias),
                         *std::move(password));
}

DirectoryTables::DirectoryTables(SqliteDatabase& database, SqliteStatement domain,
                                 SqliteStatement mailbox, SqliteStatement alias,
                                 SqliteStatement password)
    : database_(&database),
      domain_(std::move(domain)),
      mailbox_(std::move(mailbox)),
      alias_(std::move(alias)),
      password_(std::move(password)) {}

Result<std::optional<DomainRecord>> DirectoryTables::find_domain(std::string_view key) {
  SqliteRows rows = domain_.run({key});
  auto row = rows.next();
  if (!row) return failure_of(row);
  if (!*row) return std::nullopt;
  return domain_in(rows);
}

Result<std::optional<MailboxRecord>> DirectoryTables::find_mailbox(const AddressKey& key) {
  SqliteRows rows = mailbox_.run({std::string_view(key.domain), std::string_view(key.local_part)});
  auto row = rows.next();
  if (!row) return failure_of(row);
  if (!*row) return std::nullopt;
  auto record = mailbox_in(rows);
  if (!record) return failure_of(record);
  return *std::move(record);
}

Result<std::optional<AliasRecord>> DirectoryTables::find_alias(const AddressKey& key) {
  SqliteRows rows = alias_.run({std::string_view(key.domain), std::string_view(key.local_part)});
  auto aliases = aliases_in(rows);
  if (!aliases) return failure_of(aliases);
  if (aliases->empty()) return std::nullopt;
  return std::move(aliases->front());
}

Result<std::optional<DomainRecord>> DirectoryTables::only_domain() {
  auto all = domains();
  if (!all) return failure_of(all);
  if (all->size() != 1) return std::nullopt;
  return std::move(all->front());
}

Result<std::optional<std::string>> DirectoryTables::find_password_hash(const AddressKey& key) {
  SqliteRows rows = password_.run({std::string_view(key.domain), std::string_view(key.local_part)});
  auto row = rows.next();
  if (!row) return failure_of(row);
  if (!*row) return std::nullopt;
  return rows.optional_text(0);
}

Result<std::vector<DomainRecord>> DirectoryTables::domains() {
  auto statement = database_->prepare(kAllDomains);
  if (!statement) return failure_of(statement);
  SqliteRows rows = statement->run({});
  std::vector<DomainRecord> domains;
  while (true) {
    auto row = rows.next();
    if (!row) return failure_of(row);
    if (!*row) return domains;
    domains.push_back(domain_in(rows));
  }
}

Result<std::vector<MailboxRecord>> DirectoryTables::mailboxes() {
  auto statement = database_->prepare(kAllMailboxes);
  if (!statement) return failure_of(statement);
  SqliteRows rows = statement->run({});
  std::vector<MailboxRecord> mailboxes;
  while (true) {
    auto row = rows.next();
    if (!row) return failure_of(row);
    if (!*row) return mailboxes;
    auto record = mailbox_in(rows);
    if (!record) return failure_of(record);
    mailboxes.push_back(*std::move(record));
  }
}

Result<std::vector<AliasRecord>> DirectoryTables::aliases() {
  auto statement = database_->prepare(kAllAliases);
  if (!statement) return failure_of(statement);
  SqliteRows rows = statement->run({});
  return aliases_in(rows);
}

}  // namespace mailbox
