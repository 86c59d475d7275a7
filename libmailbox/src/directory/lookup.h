// lookup.h: what one address names in the directory, by the order of all look-ups: exact alias,
// exact mailbox, both again without `+detail`, the domain's catch-all.
//
// Errors      the directory's (class 4); 5.1.3 for an address that has no key
// Source      RFC 5233 (detail); mailbox/route.h, where the results are put together
#pragma once

#include "mailbox/directory.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailbox {

enum class MatchKind { kForeignDomain, kNothing, kAlias, kMailbox, kCatchAll };

struct Match {
  MatchKind kind = MatchKind::kNothing;
  AddressKey key;                        // of what was found
  std::string detail;                    // what the address has beyond it, as given; empty: none
  std::optional<AliasRecord> alias;      // kAlias, kCatchAll
  std::optional<MailboxRecord> mailbox;  // kMailbox
};

// Aliases in `passed_over` are not found: they are being expanded already, so that their names now
// stand for the mailboxes of the same name. When one was passed over the catch-all is not tried.
[[nodiscard]] Result<Match> look_up(Directory& directory, const Address& address,
                                    const std::vector<AddressKey>& passed_over);

struct Subaddress {
  std::string base;
  std::string detail;

  friend bool operator==(const Subaddress&, const Subaddress&) = default;
};

// `local_part` in two at its first separator. Nothing: there is no separator, or nothing before it.
[[nodiscard]] std::optional<Subaddress> split_detail(std::string_view local_part,
                                                     std::string_view separators);

}  // namespace mailbox
