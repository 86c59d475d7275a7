// status.h: the enhanced status code, the one vocabulary in which everything here fails or
// succeeds.
//
// Shape       a value of three small numbers: class.subject.detail
// Source      RFC 3463 (codes), RFC 5248 (registry); the causes are chosen in errno_status.h and
//             where an outcome is decided
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace mailbox {

struct EnhancedStatus {
  std::uint16_t status_class = 4;  // 2 success, 4 temporary failure, 5 permanent failure
  std::uint16_t subject = 0;
  std::uint16_t detail = 0;

  friend auto operator<=>(const EnhancedStatus&, const EnhancedStatus&) = default;

  [[nodiscard]] constexpr bool success() const { return status_class == 2; }
  [[nodiscard]] constexpr bool temporary() const { return status_class == 4; }
  [[nodiscard]] constexpr bool permanent() const { return status_class == 5; }
};

// "4.2.2".
[[nodiscard]] std::string to_string(EnhancedStatus status);

// The short public sentence for a status, fit for the sender's bounce: no path, no user id. Codes
// that have no sentence of their own get their class's ("Temporary failure").
[[nodiscard]] std::string_view reason_for(EnhancedStatus status);

// The codes this project gives by name. DESIGN: what is our fault has class 4.
namespace status {
inline constexpr EnhancedStatus kOk{2, 0, 0};
inline constexpr EnhancedStatus kSenderOk{2, 1, 0};
inline constexpr EnhancedStatus kRecipientOk{2, 1, 5};
inline constexpr EnhancedStatus kLoggedIn{2, 7, 0};

inline constexpr EnhancedStatus kMailboxBusy{4, 2, 0};        // lock busy, EAGAIN, ESTALE
inline constexpr EnhancedStatus kMailboxFullForNow{4, 2, 2};  // EDQUOT, EFBIG
inline constexpr EnhancedStatus kSystemFault{4, 3, 0};        // EIO, EROFS, the database
inline constexpr EnhancedStatus kSystemFull{4, 3, 1};         // ENOSPC, EMFILE, ENFILE, ENOMEM
inline constexpr EnhancedStatus kNotAccepting{4, 3, 2};       // shutting down, saturated
inline constexpr EnhancedStatus kMisconfigured{4, 3, 5};      // EACCES, ELOOP, configuration
inline constexpr EnhancedStatus kTimedOut{4, 4, 2};           // the client fell silent
inline constexpr EnhancedStatus kHeldBack{4, 5, 0};  // all or none: not this recipient's fault
inline constexpr EnhancedStatus kTooManyRecipients{4, 5, 3};
inline constexpr EnhancedStatus kTooManyErrors{4, 7, 0};

inline constexpr EnhancedStatus kNoSuchMailbox{5, 1, 1};
inline constexpr EnhancedStatus kBadRecipientSyntax{5, 1, 3};
inline constexpr EnhancedStatus kBadSenderSyntax{5, 1, 7};
inline constexpr EnhancedStatus kMailboxDisabled{5, 2, 1};
inline constexpr EnhancedStatus kMailboxFull{5, 2, 2};
inline constexpr EnhancedStatus kMessageTooLarge{5, 3, 4};
inline constexpr EnhancedStatus kMailLoop{5, 4, 6};
inline constexpr EnhancedStatus kBadSequence{5, 5, 1};  // also: command not implemented
inline constexpr EnhancedStatus kSyntax{5, 5, 2};
inline constexpr EnhancedStatus kBadParameter{5, 5, 4};
inline constexpr EnhancedStatus kUtf8Required{5, 6, 7};  // address needs SMTPUTF8
inline constexpr EnhancedStatus kNotOurDomain{5, 7, 1};
inline constexpr EnhancedStatus kLogInFailed{5, 7, 8};
}  // namespace status

}  // namespace mailbox
