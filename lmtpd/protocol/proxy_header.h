// proxy_header.h: the PROXY protocol's header, by which a proxy in front of us says who its client
// is. Both versions, told apart by their first octets.
//
//   "PROXY TCP4 192.0.2.7 198.51.100.1 56324 24" CRLF          (version 1)
//   %x0D.0A.0D.0A.00.0D.0A.51.55.49.54.0A version/command family length addresses
//
// Nothing may be sent to the client, and nothing of its input be read as a command, before the
// header is whole. What the proxy adds behind the addresses (TLVs) is passed over.
//
// Owns        nothing; it is a function of everything that was received so far
// Units       octets
// Errors      Malformed: close without a word; the peer does not speak this protocol
// Source      The PROXY protocol, versions 1 & 2 (proxy-protocol.txt of HAProxy), §2
#pragma once

#include "mailbox/ip_address.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

namespace lmtp {

// Never more is asked for before the header is whole or malformed. The protocol itself allows 107
// octets in version 1 and 65551 in version 2, and says that a header fits into one segment.
inline constexpr std::size_t kProxyHeaderOctetsMax = 4096;

struct ProxyHeader {
  struct NeedMore {};
  struct Malformed {
    std::string_view why;  // for the log
  };
  // The proxy speaks for itself (a health check), or for a client of a family that is not ours: the
  // connection's own peer holds.
  struct NoClient {
    std::size_t octets;  // of the header: what follows is the client's
  };
  struct Client {
    std::size_t octets;
    mailbox::IpAddress address;
    std::uint16_t port;
  };
  using Reading = std::variant<NeedMore, Malformed, NoClient, Client>;
};

// `input` is everything from the connection's first octet on.
[[nodiscard]] ProxyHeader::Reading read_proxy_header(std::string_view input);

}  // namespace lmtp
