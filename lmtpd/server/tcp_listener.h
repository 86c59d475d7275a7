// tcp_listener.h: makes a listening TCP socket on one address.
//
// Errors      4.3.2 the port is taken; 4.3.5 no permission for the port; 4.3.0 else
#pragma once

#include "lmtpd/server/listening_socket.h"
#include "mailbox/result.h"

namespace lmtp {

[[nodiscard]] mailbox::Result<ListeningSocket> listen_tcp(const TcpPlace& place);

}  // namespace lmtp
