#include "mailbox/directory_editor.h"

#include "directory/database_file.h"
#include "directory/directory_editor_state.h"
#include "directory/mailbox_name.h"
#include "directory/schema_migration.h"

#include <fmt/format.h>

#include <algorithm>

namespace mailbox {

namespace {

tl::unexpected<Error> no_such_mailbox(const Address& address) {
  return failure(status::kNoSuchMailbox,
                 fmt::format("there is no user {0}: add it with `mailboxctl user add {0}`, or see "
                             "who is there with `mailboxctl user list`",
                             to_string(address)));
}

// "a, b and 3 more".
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 5;
  const std::size_t shown = std::min(names.size(), kShown);
  std::string text;
  for (std::size_t index = 0; index < shown; ++index) {
    text += (index == 0 ? "" : ", ") + names[index];
  }
  if (names.size() > shown) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

bool is_in_domain(std::string_view address, const std::string& key) {
  auto domain = domain_key(address.substr(address.rfind('@') + 1));
  return domain && *domain == key;
}

// What stands in the way of removing the domain, each with the command that removes it.
Result<std::vector<std::string>> users_of_domain(DirectoryTables& tables, const std::string& key) {
  std::vector<std::string> obstacles;
  std::vector<std::string> names;
  auto mailboxes = tables.mailboxes();
  if (!mailboxes) return failure_of(mailboxes);
  for (const MailboxRecord& record : *mailboxes) {
    if (record.key.domain == key) names.push_back(to_string(record.address));
  }
  if (!names.empty()) {
    obstacles.push_back(fmt::format("users (`mailboxctl user remove`): {}", listed(names)));
  }

  names.clear();
  auto aliases = tables.aliases();
  if (!aliases) return failure_of(aliases);
  for (const AliasRecord& record : *aliases) {
    const bool leads_there =
        std::any_of(record.targets.begin(), record.targets.end(),
                    [&](const std::string& target) { return is_in_domain(target, key); });
    if (leads_there || is_in_domain(record.address, key)) names.push_back(record.address);
  }
  if (!names.empty()) {
    obstacles.push_back(fmt::format("aliases (`mailboxctl alias remove`): {}", listed(names)));
  }
  return obstacles;
}

}  // namespace

Result<void> DirectoryEditor::State::execute(std::string_view sql,
                                             std::initializer_list<SqliteValue> values) {
  auto statement = database->prepare(sql);
  if (!statement) return failure_of(statement);
  return statement->execute(values);
}

Result<DomainRecord> DirectoryEditor::State::require_domain(std::string_view domain) {
  auto key = domain_key(domain);
  if (!key) return failure_of(key);
  auto record = tables.find_domain(*key);
  if (!record) return failure_of(record);
  if (record->has_value()) return **std::move(record);
  return failure(
      status::kNotOurDomain,
      fmt::format("domain {0} is not known: add it with `mailboxctl domain add {0}`", domain));
}

DirectoryEditor::DirectoryEditor(std::unique_ptr<State> state) : state_(std::move(state)) {}
DirectoryEditor::DirectoryEditor(DirectoryEditor&&) noexcept = default;
DirectoryEditor& DirectoryEditor::operator=(DirectoryEditor&&) noexcept = default;
DirectoryEditor::~DirectoryEditor() = default;

Result<DirectoryEditor> DirectoryEditor::open(const std::string& path, Opening opening,
                                              std::chrono::milliseconds busy_timeout) {
  const bool may_create = opening == Opening::kCreateOrExisting;
  if (may_create) {
    auto created = create_database_file(path, kDatabaseMode);
    if (!created) return failure_of(created);
  }
  auto opened = SqliteDatabase::open(path, SqliteDatabase::Access::kWrite, busy_timeout);
  if (!opened) return failure_of(opened);
  auto database = std::make_unique<SqliteDatabase>(*std::move(opened));
  auto migrated =
      migrate_schema(*database, may_create ? EmptyDatabase::kFilled : EmptyDatabase::kRefused);
  if (!migrated) return failure_of(migrated);
  auto tables = DirectoryTables::prepare(*database);
  if (!tables) return failure_of(tables);
  return DirectoryEditor(std::make_unique<State>(std::move(database), *std::move(tables)));
}

Result<void> DirectoryEditor::add_domain(std::string_view domain) {
  auto key = domain_key(domain);
  if (!key) {
    return failure(key.error().status,
                   fmt::format("{}; write it as example.org", key.error().text));
  }
  if (domain.ends_with('.')) domain.remove_suffix(1);  // the root's; no address is written with it
  return in_transaction(*state_->database, [&]() -> Result<void> {
    auto known = state_->tables.find_domain(*key);
    if (!known) return failure_of(known);
    if (known->has_value()) {
      return failure(
          status::kBadParameter,
          fmt::format("domain {} exists already: see `mailboxctl domain list`", (*known)->name));
    }
    return state_->execute("INSERT INTO domain (key, name) VALUES (?1, ?2)",
                           {std::string_view(*key), domain});
  });
}

Result<void> DirectoryEditor::remove_domain(std::string_view domain) {
  return in_transaction(*state_->database, [&]() -> Result<void> {
    auto record = state_->require_domain(domain);
    if (!record) return failure_of(record);
    auto obstacles = users_of_domain(state_->tables, record->key);
    if (!obstacles) return failure_of(obstacles);
    if (!obstacles->empty()) {
      return failure(status::kBadParameter,
                     fmt::format("domain {} is still in use, remove first its {}", record->name,
                                 fmt::join(*obstacles, "; and its ")));
    }
    return state_->execute("DELETE FROM domain WHERE key = ?1", {std::string_view(record->key)});
  });
}

Result<DomainRecord> DirectoryEditor::domain(std::string_view domain) {
  return state_->require_domain(domain);
}

Result<std::vector<DomainRecord>> DirectoryEditor::domains() {
  return state_->tables.domains();
}

Result<void> DirectoryEditor::add_mailbox(const Address& address) {
  return in_transaction(*state_->database, [&]() -> Result<void> {
    auto domain = state_->require_domain(address.domain);
    if (!domain) return failure_of(domain);
    auto key = address_key(address);
    if (!key) return failure_of(key);
    auto named = check_mailbox_name(*key);
    if (!named) return failure_of(named);
    auto known = state_->tables.find_mailbox(*key);
    if (!known) return failure_of(known);
    if (known->has_value()) {
      return failure(status::kBadParameter,
                     fmt::format("user {0} exists already: see `mailboxctl user show {0}`",
                                 to_string((*known)->address)));
    }
    return state_->execute(
        "INSERT INTO mailbox (domain, local_part_key, local_part) VALUES (?1, ?2, ?3)",
        {std::string_view(key->domain), std::string_view(key->local_part),
         std::string_view(address.local_part)});
  });
}

Result<void> DirectoryEditor::remove_mailbox(const Address& address) {
  return in_transaction(*state_->database, [&]() -> Result<void> {
    auto record = mailbox(address);
    if (!record) return failure_of(record);
    return state_->execute(
        "DELETE FROM mailbox WHERE domain = ?1 AND local_part_key = ?2",
        {std::string_view(record->key.domain), std::string_view(record->key.local_part)});
  });
}

Result<void> DirectoryEditor::enable_mailbox(const Address& address, bool enabled) {
  return in_transaction(*state_->database, [&]() -> Result<void> {
    auto record = mailbox(address);
    if (!record) return failure_of(record);
    return state_->execute(
        "UPDATE mailbox SET enabled = ?3 WHERE domain = ?1 AND local_part_key = ?2",
        {std::string_view(record->key.domain), std::string_view(record->key.local_part),
         std::int64_t{enabled}});
  });
}

Result<void> DirectoryEditor::set_password_hash(const Address& address, std::string_view hash) {
  return in_transaction(*state_->database, [&]() -> Result<void> {
    auto record = mailbox(address);
    if (!record) return failure_of(record);
    return state_->execute(
        "UPDATE mailbox SET password_hash = ?3 WHERE domain = ?1 AND local_part_key = ?2",
        {std::string_view(record->key.domain), std::string_view(record->key.local_part), hash});
  });
}

Result<MailboxRecord> DirectoryEditor::mailbox(const Address& address) {
  auto domain = state_->require_domain(address.domain);
  if (!domain) return failure_of(domain);
  auto key = address_key(address);
  if (!key) return failure_of(key);
  auto record = state_->tables.find_mailbox(*key);
  if (!record) return failure_of(record);
  if (!record->has_value()) return no_such_mailbox(address);
  return **std::move(record);
}

Result<std::vector<MailboxRecord>> DirectoryEditor::mailboxes() {
  return state_->tables.mailboxes();
}

}  // namespace mailbox
