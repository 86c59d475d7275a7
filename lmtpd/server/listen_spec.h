// listen_spec.h: where the server is told to listen, as text and as a value.
//
//   lmtp:unix:/run/finalhop/lmtp.sock
//   lmtp:unix:/run/finalhop/lmtp.sock,mode=0666,owner=finalhop,group=postfix
//   lmtp:127.0.0.1:24
//   lmtp:[::1]:24
//
// Shape       a value; addresses are numbers, never names to be looked up. Port 0 takes any free
//             port
// Errors      4.3.5 with the rest of a sentence: "names no protocol; write lmtp:…"
// Source      RFC 2033 §5: LMTP must not be offered on port 25
#pragma once

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

struct ListenSpec {
  std::variant<UnixPlace, TcpPlace> place;

  friend bool operator==(const ListenSpec&, const ListenSpec&) = default;
};

[[nodiscard]] mailbox::Result<ListenSpec> parse_listen_spec(std::string_view text);
// As it is parsed; a UNIX socket without its options.
[[nodiscard]] std::string to_string(const ListenSpec& spec);

// False: clients on other hosts can connect.
[[nodiscard]] bool is_local(const ListenSpec& spec);

// An octal mode of at most 0777; none for anything else.
[[nodiscard]] std::optional<std::uint32_t> parse_mode(std::string_view text);

}  // namespace lmtp
