// address.h: mail addresses as values. Past the parser an address is never a bare string.
//
// Shape       Address is local part and domain, both as given; a quoted local part is held decoded
//             ("a b"@x has the local part `a b`) and is quoted again when printed
// Units       octets, counted as given; local part at most 64, a sender's 255, domain at most 255
//             (RFC 5321 §4.5.3.1)
// Errors      5.1.3 for what is no address, 5.6.7 for 8-bit octets where UTF-8 was not allowed. The
//             callers that parse senders turn 5.1.3 into 5.1.7
// Source      RFC 5321 §4.1.2 and §4.1.3, RFC 6531 §3.3; comparison: address_key.h
#pragma once

#include "mailbox/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace mailbox {

struct Address {
  std::string local_part;  // decoded; holds no control character
  std::string domain;      // as given; an address literal keeps its brackets. Empty only in the
                           // forward-path of a bare name

  friend bool operator==(const Address&, const Address&) = default;
};

// Where failure reports go: an address, or the null path `<>` (RFC 5321 §4.5.5).
struct ReversePath {
  std::optional<Address> address;  // none: the null path

  friend bool operator==(const ReversePath&, const ReversePath&) = default;
};

// `RCPT TO:<Postmaster>` without a domain (RFC 5321 §4.1.1.3).
struct Postmaster {
  friend bool operator==(const Postmaster&, const Postmaster&) = default;
};

// Who is to get the message.
struct ForwardPath {
  std::variant<Address, Postmaster> target;

  friend bool operator==(const ForwardPath&, const ForwardPath&) = default;
};

enum class Utf8 { kRefused, kAllowed };
// `<user>`: a forward-path without a domain.
enum class BareNames { kRefused, kAllowed };

// Parses `local-part@domain`, the whole of `text`, no angle brackets.
[[nodiscard]] Result<Address> parse_address(std::string_view text, Utf8 utf8);

// Parses what stands in MAIL FROM: and RCPT TO:, angle brackets included. A source route
// (`<@a,@b:user@c>`) is accepted and dropped, as RFC 5321 appendix C asks.
[[nodiscard]] Result<ReversePath> parse_reverse_path(std::string_view text, Utf8 utf8);
[[nodiscard]] Result<ForwardPath> parse_forward_path(std::string_view text, Utf8 utf8,
                                                     BareNames bare = BareNames::kRefused);

// `local-part@domain`, or the local part alone where there is no domain; quoted only where it must
// be. Always one line.
[[nodiscard]] std::string to_string(const Address& address);
// Without angle brackets; the null path is the empty string, Postmaster is `Postmaster`.
[[nodiscard]] std::string to_string(const ReversePath& path);
[[nodiscard]] std::string to_string(const ForwardPath& path);

// True if any octet is above 127: such an address needs SMTPUTF8.
[[nodiscard]] bool is_internationalized(const Address& address);

}  // namespace mailbox
