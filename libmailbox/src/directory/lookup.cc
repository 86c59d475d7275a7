#include "directory/lookup.h"

#include <algorithm>
#include <utility>

namespace mailbox {

namespace {

// One walk down the order, for one address.
class Lookup {
 public:
  Lookup(Directory& directory, const std::vector<AddressKey>& passed_over)
      : directory_(directory), passed_over_(passed_over) {}

  // True: match() is an alias or a mailbox of exactly this key.
  [[nodiscard]] Result<bool> try_exact(const AddressKey& key) {
    auto alias = try_alias(key, MatchKind::kAlias);
    if (!alias || *alias) return alias;
    auto mailbox = directory_.find_mailbox(key);
    if (!mailbox) return failure_of(mailbox);
    if (!mailbox->has_value()) return false;
    match_.kind = MatchKind::kMailbox;
    match_.key = key;
    match_.mailbox = *std::move(mailbox);
    return true;
  }

  [[nodiscard]] Result<bool> try_catch_all(const std::string& domain) {
    if (any_passed_over_) return false;
    return try_alias({"", domain}, MatchKind::kCatchAll);
  }

  Match& match() { return match_; }

 private:
  [[nodiscard]] Result<bool> try_alias(const AddressKey& key, MatchKind kind) {
    if (std::find(passed_over_.begin(), passed_over_.end(), key) != passed_over_.end()) {
      any_passed_over_ = true;
      return false;
    }
    auto alias = directory_.find_alias(key);
    if (!alias) return failure_of(alias);
    if (!alias->has_value()) return false;
    match_.kind = kind;
    match_.key = key;
    match_.alias = *std::move(alias);
    return true;
  }

  Directory& directory_;
  const std::vector<AddressKey>& passed_over_;
  bool any_passed_over_ = false;
  Match match_;
};

}  // namespace

Result<Match> look_up(Directory& directory, const Address& address,
                      const std::vector<AddressKey>& passed_over) {
  auto key = address_key(address);
  if (!key) return failure_of(key);
  auto domain = directory.find_domain(key->domain);
  if (!domain) return failure_of(domain);
  if (!domain->has_value()) {
    if (auto sound = directory.require_sound(); !sound) return failure_of(sound);
    return Match{MatchKind::kForeignDomain, *key, {}, {}, {}};
  }

  Lookup lookup(directory, passed_over);
  auto found = lookup.try_exact(*key);
  if (!found) return failure_of(found);
  if (*found) return std::move(lookup.match());

  if (auto subaddress = split_detail(address.local_part, (*domain)->separators)) {
    auto base = local_part_key(subaddress->base);
    if (!base) return failure_of(base);
    found = lookup.try_exact({*base, key->domain});
    if (!found) return failure_of(found);
    if (*found) {
      lookup.match().detail = std::move(subaddress->detail);
      return std::move(lookup.match());
    }
  }

  if (auto sound = directory.require_sound(); !sound) return failure_of(sound);
  found = lookup.try_catch_all(key->domain);
  if (!found) return failure_of(found);
  if (!*found) lookup.match().key = *key;
  return std::move(lookup.match());
}

std::optional<Subaddress> split_detail(std::string_view local_part, std::string_view separators) {
  const std::size_t at = local_part.find_first_of(separators);
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  return Subaddress{std::string(local_part.substr(0, at)), std::string(local_part.substr(at + 1))};
}

}  // namespace mailbox
