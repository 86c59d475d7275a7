// route.h: what an address resolves to: its destinations, and the steps that led there.
//
// Order: exact alias, exact mailbox, both again without `+detail`, the domain's catch-all. An alias
// may name itself to keep a local copy. Expansion is bounded in depth and breadth. RCPT,
// `mailboxctl explain` and `deliver` all call resolve(); there is no second way to find a mailbox.
//
// Shape       a value. status 2.1.5: at least one destination. Otherwise none, and the status says
//             why: 5.1.1 unknown, 5.7.1 not our domain, 5.2.1 disabled, 4.3.5 alias trouble
// Errors      the directory's, passed on
#pragma once

#include "mailbox/address.h"
#include "mailbox/directory.h"
#include "mailbox/limits.h"
#include "mailbox/outcome.h"
#include "mailbox/result.h"

#include <string>
#include <vector>

namespace mailbox {

// A mailbox of ours that a copy goes to. (Forwarding to other hosts will be a second kind.)
struct Destination {
  MailboxRecord mailbox;
  std::string detail;  // the subaddress as given, without its separator; empty: none
  std::string folder;  // folder to store into, as given by `deliver -m`; empty: the inbox

  friend bool operator==(const Destination&, const Destination&) = default;
};

struct RouteStep {
  std::string address;  // what was looked up
  std::string text;     // what was found, in words: "alias of sales@…: bob@…, carl@…"
};

struct Route {
  Outcome outcome;                        // of the resolution: the answer to RCPT
  std::vector<Destination> destinations;  // each mailbox once, in order of discovery
  std::vector<RouteStep> steps;
  Address address;  // what was resolved: the path's address, completed where it named no domain
};

struct ResolveSettings {
  // For `Postmaster` and bare names; empty: the directory's only domain.
  std::string default_domain;
  Limits limits;
};

[[nodiscard]] Result<Route> resolve(Directory& directory, const ForwardPath& path,
                                    const ResolveSettings& settings);

}  // namespace mailbox
