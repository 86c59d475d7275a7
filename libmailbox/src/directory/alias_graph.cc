#include "directory/alias_graph.h"

#include "directory/lookup.h"

#include <fmt/format.h>

#include <set>

namespace mailbox {

namespace {

tl::unexpected<Error> not_ours(const Address& target) {
  return failure(
      status::kNotOurDomain,
      fmt::format("{0} is in no domain of this server, and forwarding to other servers is "
                  "not available; for a domain of this server: `mailboxctl domain add {1}`",
                  to_string(target), target.domain));
}

tl::unexpected<Error> not_there(const Address& target) {
  return failure(
      status::kNoSuchMailbox,
      fmt::format("{0} is neither a user nor an alias: add it first with `mailboxctl user "
                  "add {0}`",
                  to_string(target)));
}

constexpr std::size_t kPathMax = 100;  // aliases in a row: far more than Limits::alias_depth allows

// Walks from alias to alias, depth first, looking for the one it started from.
class LoopSearch {
 public:
  LoopSearch(Directory& directory, AddressKey start)
      : directory_(directory), start_(std::move(start)), path_{start_} {}

  // The loop as text ("a@… → b@… → a@…") if following `address` leads back; empty if not.
  [[nodiscard]] Result<std::string> follow(const Address& address) {
    auto match = look_up(directory_, address, {});
    if (!match) return failure_of(match);
    if (!match->alias) return std::string();
    if (match->key == start_) return loop();
    if (!seen_.insert(match->key).second) return std::string();
    path_.push_back(match->key);
    if (path_.size() > kPathMax) {
      return failure(
          status::kMailLoop,
          fmt::format("{} leads through more than {} aliases in a row: name a target that "
                      "is nearer to a user",
                      to_string(start_), kPathMax));
    }
    for (const std::string& target : match->alias->targets) {
      auto parsed = parse_address(target, Utf8::kAllowed);
      if (!parsed) return failure_of(parsed);
      auto found = follow(*parsed);
      if (!found || !found->empty()) return found;
    }
    path_.pop_back();
    return std::string();
  }

 private:
  [[nodiscard]] std::string loop() const {
    std::string text;
    for (const AddressKey& key : path_) text += to_string(key) + " → ";
    return text + to_string(start_);
  }

  Directory& directory_;
  const AddressKey start_;
  std::vector<AddressKey> path_;
  std::set<AddressKey> seen_;
};

Result<void> check_target(Directory& directory, const AddressKey& alias, const Address& target) {
  // The alias itself is passed over: as its own target its name means the mailbox of that name.
  auto match = look_up(directory, target, {alias});
  if (!match) return failure_of(match);
  if (match->kind == MatchKind::kForeignDomain) return not_ours(target);
  if (match->kind == MatchKind::kNothing || match->kind == MatchKind::kCatchAll) {
    return not_there(target);
  }
  if (!match->alias) return {};
  LoopSearch search(directory, alias);
  auto loop = search.follow(target);
  if (!loop) return failure_of(loop);
  if (loop->empty()) return {};
  return failure(status::kMailLoop,
                 fmt::format("this would be a loop: {}; name another target, or remove the alias "
                             "that leads back with `mailboxctl alias remove`",
                             *loop));
}

}  // namespace

Result<void> check_alias(Directory& directory, const AddressKey& alias,
                         const std::vector<Address>& targets) {
  for (const Address& target : targets) {
    auto checked = check_target(directory, alias, target);
    if (!checked) return failure_of(checked);
  }
  return {};
}

}  // namespace mailbox
