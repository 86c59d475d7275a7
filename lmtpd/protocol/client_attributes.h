// client_attributes.h: what a trusted client says about the client behind it (XFORWARD), or about
// itself (XCLIENT).
//
//   XFORWARD NAME=mail.example.org ADDR=192.0.2.7 HELO=mail.example.org IDENT=4BxR
//
// Shape       a value; decoded, validated, each on one line. None: not given, or [UNAVAILABLE]
// Errors      the reply that refuses the command; then nothing of it holds
// Source      Postfix XFORWARD_README, XCLIENT_README
#pragma once

#include "lmtpd/protocol/reply_text.h"

#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace lmtp {

struct ClientAttributes {
  std::optional<std::string> name;      // NAME: the host name
  std::optional<std::string> address;   // ADDR: "192.0.2.1", "IPv6:2001:db8::1"
  std::optional<std::string> port;      // PORT
  std::optional<std::string> helo;      // HELO: what the client called itself
  std::optional<std::string> protocol;  // PROTO: "SMTP", "ESMTP"
  std::optional<std::string> ident;     // IDENT: the MTA's queue id (XFORWARD only)
  std::optional<std::string> source;    // SOURCE: LOCAL or REMOTE (XFORWARD only)
  std::optional<std::string> log_in;    // LOGIN: the user name (XCLIENT only)

  friend bool operator==(const ClientAttributes&, const ClientAttributes&) = default;
};

enum class AttributesOf { kXClient, kXForward };

// As they are announced: "NAME ADDR …".
[[nodiscard]] std::string attribute_names(AttributesOf verb);

// `attributes`, overwritten with what `argument` says: 1*( SP name "=" xtext ).
[[nodiscard]] tl::expected<ClientAttributes, FixedReply> with_attributes(
    ClientAttributes attributes, std::string_view argument, AttributesOf verb);

}  // namespace lmtp
