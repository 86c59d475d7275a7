// listen_spec.h: where the server is told to listen, as text and as a value.
//
//   lmtp:unix:/run/finalhop/lmtp.sock
//   lmtp:unix:/run/finalhop/lmtp.sock,mode=0666,owner=finalhop,group=postfix
//   lmtp:127.0.0.1:24
//   lmtp:[::1]:24
//   smtps:192.0.2.25:465,allow=192.0.2.0/24,allow=certificate
//
// lmtp, smtp; lmtps, smtps: the same inside TLS from the first octet on. Options stand behind the
// place: `allow=PEER` (peer_pattern.h) as often as need be; mode, owner and group of a UNIX socket.
//
// Shape       a value; addresses are numbers, never names to be looked up. Port 0 takes any free
//             port. A place that other hosts can reach is only parsed with an allow list
// Errors      4.3.5 with the rest of a sentence: "names no protocol; write lmtp:…"
// Source      RFC 2033 §5: LMTP must not be offered on port 25
#pragma once

#include "lmtpd/server/service.h"
#include "mailbox/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace lmtp {

// A UNIX socket; what is not given here is a default of the settings.
struct UnixPlace {
  std::string path;  // absolute
  std::optional<std::uint32_t> mode;
  std::optional<std::string> owner;  // a user's name or number
  std::optional<std::string> group;

  friend bool operator==(const UnixPlace&, const UnixPlace&) = default;
};

struct TcpPlace {
  std::string address;  // "127.0.0.1", "::1"
  bool ipv6 = false;
  std::uint16_t port = 0;

  friend bool operator==(const TcpPlace&, const TcpPlace&) = default;
};

using Place = std::variant<UnixPlace, TcpPlace>;

struct ListenSpec {
  Place place;
  Service service;

  friend bool operator==(const ListenSpec&, const ListenSpec&) = default;
};

[[nodiscard]] mailbox::Result<ListenSpec> parse_listen_spec(std::string_view text);
// As it is parsed.
[[nodiscard]] std::string to_string(const ListenSpec& spec);
// "/run/finalhop/lmtp.sock", "127.0.0.1:24", "[::1]:24".
[[nodiscard]] std::string to_string(const Place& place);

// False: clients on other hosts can connect.
[[nodiscard]] bool is_local(const Place& place);

// An octal mode of at most 0777; none for anything else.
[[nodiscard]] std::optional<std::uint32_t> parse_mode(std::string_view text);

}  // namespace lmtp
