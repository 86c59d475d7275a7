// stdio_bridge.h: lets a session on a socket talk through two descriptors of any kind: a terminal,
// pipes, files, inetd's socket. The event loop cannot wait for files, so two threads carry the
// octets.
//
// Owns        the threads and its end of the socket pair; the descriptors stay the caller's
// Threads     its own; destroy it after the session has ended: it waits until all replies are out
// Errors      as errno_status.h says
#pragma once

#include "mailbox/result.h"

#include <memory>
#include <thread>

namespace lmtp {

class StdioBridge {
 public:
  [[nodiscard]] static mailbox::Result<std::unique_ptr<StdioBridge>> open(int input, int output);
  StdioBridge(const StdioBridge&) = delete;
  StdioBridge& operator=(const StdioBridge&) = delete;
  ~StdioBridge();

  // The socket for Server::serve, once; the server closes it.
  [[nodiscard]] int session_socket() const { return session_socket_; }

 private:
  StdioBridge(int input, int output, int own_socket, int session_socket);

  int own_socket_;
  int session_socket_;
  std::thread inwards_;
  std::thread outwards_;
};

}  // namespace lmtp
