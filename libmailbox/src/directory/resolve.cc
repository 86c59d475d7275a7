#include "directory/lookup.h"
#include "mailbox/route.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

namespace mailbox {

namespace {

// One resolution: follows aliases from one address and collects what is found on the way.
//
// An alias is expanded once. Met again below itself, its name stands for the mailbox of that name
// (so an alias keeps a local copy by naming itself); met again beside itself, it has given its
// copies already. A target that cannot be followed (other servers, no address, too deep) is trouble
// with all: to deliver to the others only would lose copies. A target that is disabled or no user
// any more is left out, and the outcome's detail says so for the log: one leaver must not hold up a
// whole team's mail.
class Resolution {
 public:
  Resolution(Directory& directory, const Limits& limits) : directory_(directory), limits_(limits) {}

  // Follows `address`, which came by way of `above`; `inherited` is the detail of the aliases
  // above.
  [[nodiscard]] Result<MatchKind> follow(const Address& address,
                                         const std::vector<AddressKey>& above,
                                         const std::string& inherited);
  [[nodiscard]] Route finish(const Address& wanted, const std::string& given, MatchKind first);
  void note(std::string address, std::string text);

 private:
  [[nodiscard]] Result<void> expand(const std::string& address, const Match& match,
                                    std::vector<AddressKey> above, const std::string& detail);
  void arrive(const std::string& address, const Match& match, const std::string& detail);
  void trouble(std::string detail);
  void leave_out(const AddressKey& alias, const std::string& target, std::string_view why);
  [[nodiscard]] std::string last_words() const;

  Directory& directory_;
  const Limits& limits_;
  Route route_;
  std::set<AddressKey> expanded_;
  std::size_t targets_ = 0;
  bool disabled_ = false;
  std::string trouble_;
  std::string left_out_;
};

std::string without_detail(const Match& match) {
  return match.detail.empty() ? "" : fmt::format(" (without the detail {})", match.detail);
}

void Resolution::note(std::string address, std::string text) {
  route_.steps.push_back({std::move(address), std::move(text)});
}

void Resolution::trouble(std::string detail) {
  if (trouble_.empty()) trouble_ = std::move(detail);
}

void Resolution::leave_out(const AddressKey& alias, const std::string& target,
                           std::string_view why) {
  if (!left_out_.empty()) left_out_ += "; ";
  left_out_ +=
      fmt::format("alias {}: target {} {} and gets no copy", to_string(alias), target, why);
}

Result<MatchKind> Resolution::follow(const Address& address, const std::vector<AddressKey>& above,
                                     const std::string& inherited) {
  const std::string name = to_string(address);
  auto match = look_up(directory_, address, above);
  if (!match && match.error().status.permanent() && !above.empty()) {
    note(name, "no address: " + match.error().text);
    trouble(fmt::format("alias target {} is no address: {}", name, match.error().text));
    return MatchKind::kNothing;
  }
  if (!match) return failure_of(match);

  // Like Postfix: what the address of an alias has beyond its name goes on to its targets, unless a
  // target has a detail of its own.
  const std::string& detail = match->detail.empty() ? inherited : match->detail;
  switch (match->kind) {
    case MatchKind::kForeignDomain:
      note(name, "not in a domain of this server");
      if (!above.empty()) {
        trouble(
            fmt::format("alias {} leads to {}, but forwarding to other servers is not available: "
                        "remove that target",
                        to_string(above.back()), name));
      }
      break;
    case MatchKind::kNothing:
      note(name, "no such user or alias");
      if (!above.empty()) leave_out(above.back(), name, "is no user");
      break;
    case MatchKind::kMailbox:
      arrive(name, *match, detail);
      if (!above.empty() && !match->mailbox->enabled) leave_out(above.back(), name, "is disabled");
      break;
    case MatchKind::kAlias:
    case MatchKind::kCatchAll: {
      // A catch-all took an address that does not exist; there is no name that a detail could
      // belong to.
      auto expanded = expand(name, *match, above, match->kind == MatchKind::kAlias ? detail : "");
      if (!expanded) return failure_of(expanded);
      break;
    }
  }
  return match->kind;
}

Result<void> Resolution::expand(const std::string& address, const Match& match,
                                std::vector<AddressKey> above, const std::string& detail) {
  const AliasRecord& alias = *match.alias;
  if (!expanded_.insert(match.key).second) {
    note(address, fmt::format("alias {}, which was followed already", alias.address));
    return {};
  }
  note(address,
       fmt::format("{} {}{}: {}",
                   match.kind == MatchKind::kCatchAll ? "no such user; catch-all" : "alias",
                   alias.address, without_detail(match), fmt::join(alias.targets, ", ")));
  above.push_back(match.key);
  targets_ += alias.targets.size();
  if (above.size() > limits_.alias_depth) {
    trouble(fmt::format(
        "alias {} leads through more than {} aliases in a row (setting max-alias-depth)",
        to_string(above.front()), limits_.alias_depth));
    return {};
  }
  if (targets_ > limits_.alias_targets) {
    trouble(fmt::format("alias {} has more than {} targets in all (setting max-alias-targets)",
                        to_string(above.front()), limits_.alias_targets));
    return {};
  }
  for (const std::string& target : alias.targets) {
    auto parsed = parse_address(target, Utf8::kAllowed);
    if (!parsed) {
      note(target, "no address: " + parsed.error().text);
      trouble(
          fmt::format("alias {} has the target {}, which is no address", alias.address, target));
      continue;
    }
    auto followed = follow(*parsed, above, detail);
    if (!followed) return failure_of(followed);
  }
  return {};
}

void Resolution::arrive(const std::string& address, const Match& match, const std::string& detail) {
  const std::string name = to_string(match.mailbox->address);
  if (!match.mailbox->enabled) {
    disabled_ = true;
    note(address, fmt::format("mailbox {}{}, disabled", name, without_detail(match)));
    return;
  }
  const bool known = std::any_of(
      route_.destinations.begin(), route_.destinations.end(),
      [&](const Destination& destination) { return destination.mailbox.key == match.key; });
  if (known) {
    note(address,
         fmt::format("mailbox {}{}, which gets a copy already", name, without_detail(match)));
    return;
  }
  note(address, fmt::format("mailbox {}{}", name, without_detail(match)));
  route_.destinations.push_back({*match.mailbox, detail, ""});
}

std::string Resolution::last_words() const {
  std::vector<std::string> words;
  words.reserve(route_.steps.size());
  for (const RouteStep& step : route_.steps) words.push_back(step.address + ": " + step.text);
  return fmt::format("{}", fmt::join(words, "; "));
}

// `given` is `wanted` as the path had it.
Route Resolution::finish(const Address& wanted, const std::string& given, MatchKind first) {
  route_.address = wanted;
  if (!trouble_.empty()) {
    route_.outcome = outcome_of(status::kMisconfigured, trouble_);
  } else if (!route_.destinations.empty()) {
    route_.outcome = outcome_of(status::kRecipientOk, left_out_);
  } else if (first == MatchKind::kForeignDomain) {
    route_.outcome = outcome_of(status::kNotOurDomain, last_words());
  } else if (disabled_) {
    route_.outcome =
        outcome_of(status::kMailboxDisabled,
                   fmt::format("{}; `mailboxctl user enable` opens it again", last_words()));
  } else if (first == MatchKind::kNothing) {
    route_.outcome = outcome_of(status::kNoSuchMailbox, last_words());
  } else {
    route_.outcome = outcome_of(status::kMisconfigured,
                                fmt::format("{} leads to no mailbox: {}", given, last_words()));
  }
  if (!route_.outcome.success()) route_.destinations.clear();
  return std::move(route_);
}

// The domain of addresses that name none; nothing if that is not known.
Result<std::optional<std::string>> default_domain(Directory& directory,
                                                  const ResolveSettings& settings) {
  if (!settings.default_domain.empty()) return settings.default_domain;
  auto only = directory.only_domain();
  if (!only) return failure_of(only);
  if (!only->has_value()) return std::nullopt;
  return (*only)->name;
}

Route without_domain(const std::string& name) {
  Route route;
  route.steps.push_back({name, "names no domain, and there is no default domain"});
  route.outcome =
      outcome_of(status::kMisconfigured,
                 fmt::format("{} names no domain: give a default-domain setting, because "
                             "the directory has not exactly one domain",
                             name));
  return route;
}

bool is_postmaster(const Address& address) {
  auto key = local_part_key(address.local_part);
  return key && *key == "postmaster";
}

}  // namespace

Result<Route> resolve(Directory& directory, const ForwardPath& path,
                      const ResolveSettings& settings) {
  const std::string given = to_string(path);
  const auto* address = std::get_if<Address>(&path.target);
  Address wanted = address != nullptr ? *address : Address{"postmaster", ""};
  Resolution resolution(directory, settings.limits);

  if (wanted.domain.empty()) {
    auto domain = default_domain(directory, settings);
    if (!domain) return failure_of(domain);
    if (!domain->has_value()) return without_domain(address != nullptr ? wanted.local_part : given);
    wanted.domain = **std::move(domain);
    resolution.note(address != nullptr ? wanted.local_part : given,
                    "names no domain: taken as " + to_string(wanted));
  }

  auto found = resolution.follow(wanted, {}, "");
  // RFC 5321 §4.5.1: every domain has a postmaster; one without its own has the default domain's.
  if (found && *found == MatchKind::kNothing && is_postmaster(wanted)) {
    auto domain = default_domain(directory, settings);
    if (!domain) return failure_of(domain);
    const Address general{"postmaster", domain->value_or(wanted.domain)};
    if (general.domain != wanted.domain) found = resolution.follow(general, {}, "");
  }
  if (!found && found.error().status.permanent()) {
    Route route;  // no address that could be anybody's here
    route.outcome = outcome_of(found.error());
    route.steps.push_back({given, found.error().text});
    return route;
  }
  if (!found) return failure_of(found);
  return resolution.finish(wanted, given, *found);
}

}  // namespace mailbox
