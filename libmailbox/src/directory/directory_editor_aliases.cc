// The aliases' part of directory_editor.h.
#include "directory/alias_graph.h"
#include "directory/directory_editor_state.h"

#include <fmt/format.h>

#include <optional>
#include <set>

namespace mailbox {

namespace {

constexpr std::string_view kInsertAlias = R"sql(
  INSERT INTO alias (domain, local_part_key, local_part) VALUES (?1, ?2, ?3)
  ON CONFLICT (domain, local_part_key) DO NOTHING)sql";

constexpr std::string_view kInsertTarget = R"sql(
  INSERT INTO alias_target (alias, position, address)
  SELECT alias.id, 1 + coalesce(max(alias_target.position), 0), ?3
  FROM alias LEFT JOIN alias_target ON alias_target.alias = alias.id
  WHERE alias.domain = ?1 AND alias.local_part_key = ?2
  GROUP BY alias.id)sql";

struct AliasName {
  std::string local_part;  // empty: the domain's catch-all
  AddressKey key;
};

// Says how an alias is written, behind what is wrong with this one.
tl::unexpected<Error> no_alias(const Error& error) {
  return failure(error.status, fmt::format("{}; write an alias as name@example.org, or as "
                                           "@example.org for the domain's catch-all",
                                           error.text));
}

Result<AliasName> parse_alias_name(std::string_view text) {
  if (text.starts_with('@')) {
    auto domain = domain_key(text.substr(1));
    if (!domain) return no_alias(domain.error());
    return AliasName{"", {"", *std::move(domain)}};
  }
  auto address = parse_address(text, Utf8::kAllowed);
  if (!address) return no_alias(address.error());
  auto key = address_key(*address);
  if (!key) return no_alias(key.error());
  return AliasName{address->local_part, *std::move(key)};
}

// Those of `targets` that the alias does not have, each once, as they are stored.
Result<std::vector<std::string>> new_targets(const std::optional<AliasRecord>& alias,
                                             const std::vector<Address>& targets) {
  std::set<AddressKey> present;
  if (alias) {
    for (const std::string& text : alias->targets) {
      auto address = parse_address(text, Utf8::kAllowed);
      if (!address) return failure_of(address);
      auto key = address_key(*address);
      if (!key) return failure_of(key);
      present.insert(*std::move(key));
    }
  }
  std::vector<std::string> added;
  for (const Address& target : targets) {
    auto key = address_key(target);
    if (!key) return failure_of(key);
    if (present.insert(*std::move(key)).second) added.push_back(to_string(target));
  }
  return added;
}

std::string_view domain_of(std::string_view alias) {
  return alias.substr(alias.rfind('@') + 1);
}

}  // namespace

Result<void> DirectoryEditor::add_alias(std::string_view alias,
                                        const std::vector<Address>& targets) {
  auto name = parse_alias_name(alias);
  if (!name) return failure_of(name);
  if (targets.empty()) {
    return failure(
        status::kBadParameter,
        fmt::format("alias {} needs a target: `mailboxctl alias add {} ADDRESS`", alias, alias));
  }
  return in_transaction(*state_->database, [&]() -> Result<void> {
    auto domain = state_->require_domain(domain_of(alias));
    if (!domain) return failure_of(domain);
    auto checked = check_alias(state_->tables, name->key, targets);
    if (!checked) return failure_of(checked);
    auto known = state_->tables.find_alias(name->key);
    if (!known) return failure_of(known);
    auto made = state_->execute(
        kInsertAlias, {std::string_view(name->key.domain), std::string_view(name->key.local_part),
                       std::string_view(name->local_part)});
    if (!made) return failure_of(made);
    auto fresh = new_targets(*known, targets);
    if (!fresh) return failure_of(fresh);
    for (const std::string& target : *fresh) {
      auto added = state_->execute(
          kInsertTarget, {std::string_view(name->key.domain),
                          std::string_view(name->key.local_part), std::string_view(target)});
      if (!added) return failure_of(added);
    }
    return {};
  });
}

Result<void> DirectoryEditor::remove_alias(std::string_view alias) {
  auto name = parse_alias_name(alias);
  if (!name) return failure_of(name);
  return in_transaction(*state_->database, [&]() -> Result<void> {
    auto known = this->alias(alias);
    if (!known) return failure_of(known);
    return state_->execute(
        "DELETE FROM alias WHERE domain = ?1 AND local_part_key = ?2",
        {std::string_view(name->key.domain), std::string_view(name->key.local_part)});
  });
}

Result<AliasRecord> DirectoryEditor::alias(std::string_view alias) {
  auto name = parse_alias_name(alias);
  if (!name) return failure_of(name);
  auto domain = state_->require_domain(domain_of(alias));
  if (!domain) return failure_of(domain);
  auto record = state_->tables.find_alias(name->key);
  if (!record) return failure_of(record);
  if (record->has_value()) return **std::move(record);
  return failure(status::kNoSuchMailbox,
                 fmt::format("there is no alias {}: see `mailboxctl alias list`", alias));
}

Result<std::vector<AliasRecord>> DirectoryEditor::aliases() {
  return state_->tables.aliases();
}

}  // namespace mailbox
