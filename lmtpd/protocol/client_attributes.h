// client_attributes.h: what a trusted client says about the client behind it (XFORWARD), or about
// itself (XCLIENT).
//
// Shape       a value; decoded, validated, each on one line. None: not given, or [UNAVAILABLE]
// Source      Postfix XFORWARD_README, XCLIENT_README
#pragma once

#include <optional>
#include <string>

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

}  // namespace lmtp
