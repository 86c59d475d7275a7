// fixture.h: the little site that every dialogue is played against.
//
// Shape       data only; the in-process runner answers from it, the live runner makes it with
//             mailboxctl
#pragma once

#include <array>
#include <string_view>

namespace dialogs {

inline constexpr std::string_view kDomain = "example.net";
inline constexpr std::string_view kHostName = "mx.example.net";

enum class MailboxKind {
  kWorking,
  kDisabled,  // 550 5.2.1 at RCPT
  kBroken,    // its Maildir's path is a regular file: 250 at RCPT, 451 4.3.5 at delivery
};

struct FixtureMailbox {
  std::string_view address;
  MailboxKind kind;
  std::string_view password;  // for AUTH; an empty one is none
};

struct FixtureAlias {
  std::string_view address;
  std::array<std::string_view, 2> targets;  // an empty one is none
};

inline constexpr auto kMailboxes = std::to_array<FixtureMailbox>({
    {"ann@example.net", MailboxKind::kWorking, "open sesame"},
    {"bob@example.net", MailboxKind::kWorking, ""},
    {"carl@example.net", MailboxKind::kWorking, ""},
    {"dora@example.net", MailboxKind::kDisabled, "dora's password"},
    {"broken@example.net", MailboxKind::kBroken, ""},
});

inline constexpr auto kAliases = std::to_array<FixtureAlias>({
    {"sales@example.net", {"ann@example.net", "bob@example.net"}},
    {"postmaster@example.net", {"carl@example.net", ""}},
});

}  // namespace dialogs
