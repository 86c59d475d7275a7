// unix_listener.h: makes a listening UNIX socket in the file system.
//
// The socket is never more open than asked for: it is made with no permission at all, then given to
// its owner, then opened to its mode. What lies at the path is looked at first: a socket that
// answers belongs to another server, one that does not is stale and replaced, anything else is left
// alone.
//
// Threads     none may create files meanwhile: the process' umask is changed for a moment
// Errors      4.3.2 another server listens there; 4.3.5 no folder, no permission, not a socket, no
//             such user; 4.3.0 else
#pragma once

#include "lmtpd/server/listening_socket.h"
#include "mailbox/result.h"

#include <cstdint>
#include <string>

namespace lmtp {

// Of sockets whose spec names none.
struct SocketDefaults {
  std::uint32_t mode = 0660;
  std::string owner;  // empty: ours
  std::string group;
};

[[nodiscard]] mailbox::Result<ListeningSocket> listen_unix(const UnixPlace& place,
                                                           const SocketDefaults& defaults);

}  // namespace lmtp
