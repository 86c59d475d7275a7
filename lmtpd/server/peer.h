// peer.h: who is at the other end of a connection, as far as the socket tells, or a proxy that we
// trust to tell it.
#pragma once

#include "mailbox/ip_address.h"

#include <sys/types.h>

#include <optional>
#include <string>

namespace lmtp {

// The process that connected, as the kernel saw it then.
struct LocalProcess {
  uid_t uid = 0;
  pid_t pid = 0;
};

struct Peer {
  std::string key;      // equal for connections that count together; never empty
  std::string address;  // as RFC 5321 §4.1.3 writes it: "IPv6:2001:db8::1"; empty for a UNIX socket
  std::optional<mailbox::IpAddress> ip;  // none for a UNIX socket; never IPv4-mapped
  std::optional<LocalProcess> process;   // of a UNIX socket's client
  bool told_by_proxy = false;            // the address is
};

// Of the connected socket `descriptor` (SO_PEERCRED for a UNIX socket), or of anything else: then
// it is the process that started us.
[[nodiscard]] Peer peer_of(int descriptor);

// A client whose address a proxy told.
[[nodiscard]] Peer peer_behind_proxy(const mailbox::IpAddress& address);

// "address=\"192.0.2.1\"", "uid=104 pid=4711": for the log.
[[nodiscard]] std::string to_log(const Peer& peer);

}  // namespace lmtp
