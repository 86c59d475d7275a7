// peer.h: who is at the other end of a connection, as far as the socket tells.
#pragma once

#include <string>

namespace lmtp {

struct Peer {
  std::string key;  // equal for connections that count together; never empty
  std::string
      address;  // "192.0.2.1", "IPv6:2001:db8::1"; empty for a UNIX socket (RFC 5321 §4.1.3)
};

// Of the connected socket `descriptor`, or of anything else: then it counts as a local client.
[[nodiscard]] Peer peer_of(int descriptor);

}  // namespace lmtp
