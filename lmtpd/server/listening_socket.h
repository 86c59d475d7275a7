// listening_socket.h: a socket that clients can connect to.
//
// Owns        the descriptor and, of a UNIX socket, its entry in the file system: it is removed
//             when the socket is closed, but only if it still is ours (device and inode)
// Threads     one
#pragma once

#include "lmtpd/server/listen_spec.h"

#include <cstdint>
#include <string>
#include <utility>

namespace lmtp {

// What a UNIX socket's path names.
struct SocketEntry {
  std::string path;  // empty: no UNIX socket
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
};

class ListeningSocket {
 public:
  ListeningSocket(int descriptor, Place place, SocketEntry entry);
  ListeningSocket(ListeningSocket&& other) noexcept;
  ListeningSocket& operator=(ListeningSocket&&) = delete;
  ~ListeningSocket();

  // Gives the descriptor away; the entry is still removed with this.
  [[nodiscard]] int release_descriptor() { return std::exchange(descriptor_, -1); }
  [[nodiscard]] const Place& place() const { return place_; }  // with the port that was taken

 private:
  void remove_entry() const;

  int descriptor_;
  Place place_;
  SocketEntry entry_;
};

}  // namespace lmtp
