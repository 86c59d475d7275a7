// directory.h: the user and alias database, as a delivery sees it. (A directory here is never a
// folder.)
//
// Shape       an interface of exact look-ups by key; how an address becomes mailboxes is route.h's
//             business. SqliteDirectory (sqlite_directory.h) is the implementation
// Threads     one thread at a time; each worker has its own
// Errors      a look-up that could not be made fails with class 4 (4.3.0 database, 4.3.5 schema).
//             "Not there" is a value, never an error: trouble with the database must not bounce
//             mail
#pragma once

#include "mailbox/address_key.h"
#include "mailbox/result.h"

#include <optional>
#include <string>
#include <vector>

namespace mailbox {

struct DomainRecord {
  std::string name;        // as given by the administrator
  std::string key;         // A-labels
  std::string separators;  // each character starts a detail: "+", "+-"; empty: none

  friend bool operator==(const DomainRecord&, const DomainRecord&) = default;
};

enum class MailboxFormat { kMaildir };

struct MailboxRecord {
  Address address;  // as given by the administrator
  AddressKey key;
  bool enabled = true;
  MailboxFormat format = MailboxFormat::kMaildir;
  std::optional<std::string> path;  // below the mail root; none: by the path template
  bool has_password = false;        // the hash itself: find_password_hash

  friend bool operator==(const MailboxRecord&, const MailboxRecord&) = default;
};

struct AliasRecord {
  std::string address;               // as given; `@domain` for a catch-all
  std::vector<std::string> targets;  // addresses as given, in their order

  friend bool operator==(const AliasRecord&, const AliasRecord&) = default;
};

class Directory {
 public:
  virtual ~Directory() = default;
  [[nodiscard]] virtual Result<std::optional<DomainRecord>> find_domain(std::string_view key) = 0;
  [[nodiscard]] virtual Result<std::optional<MailboxRecord>> find_mailbox(
      const AddressKey& key) = 0;
  // A catch-all has the empty local part.
  [[nodiscard]] virtual Result<std::optional<AliasRecord>> find_alias(const AddressKey& key) = 0;
  // The domain's record if there is exactly one, for addresses that name none.
  [[nodiscard]] virtual Result<std::optional<DomainRecord>> only_domain() = 0;

  // The mailbox' password hash, for those who verify log-ins (authentication.h). None: it has no
  // password, or there is no such mailbox, or this directory keeps no passwords.
  [[nodiscard]] virtual Result<std::optional<std::string>> find_password_hash(
      const AddressKey& /*key*/) {
    return std::nullopt;
  }

  // Whether "not there" can be believed. Asked before somebody is refused because of it, or mail
  // goes to a catch-all: a damaged index finds nothing where there is something. What was found
  // needs no such question.
  [[nodiscard]] virtual Result<void> require_sound() { return {}; }
};

}  // namespace mailbox
