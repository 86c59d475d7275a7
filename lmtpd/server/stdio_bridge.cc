#include "lmtpd/server/stdio_bridge.h"

#include "mailbox/errno_status.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>

namespace lmtp {
namespace {

using Buffer = std::array<char, 64 * 1024>;

// Until `input` can be read. False: the session has ended meanwhile.
bool wait_for_input(int input, int socket) {
  std::array<pollfd, 2> descriptors{{{input, POLLIN, 0}, {socket, 0, 0}}};
  while (::poll(descriptors.data(), descriptors.size(), -1) < 0) {
    if (errno != EINTR) return false;
  }
  return descriptors[1].revents == 0;
}

bool send_all(int socket, const char* octets, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(socket, octets, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    octets += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool write_all(int output, const char* octets, std::size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(output, octets, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    octets += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

ssize_t read_some(int descriptor, Buffer& buffer) {
  for (;;) {
    const ssize_t octets = ::read(descriptor, buffer.data(), buffer.size());
    if (octets >= 0 || errno != EINTR) return octets;
  }
}

void carry_inwards(int input, int socket) {
  Buffer buffer;
  while (wait_for_input(input, socket)) {
    const ssize_t octets = read_some(input, buffer);
    if (octets <= 0 || !send_all(socket, buffer.data(), static_cast<std::size_t>(octets))) break;
  }
  ::shutdown(socket, SHUT_WR);  // the session sees the end of its input
}

void carry_outwards(int socket, int output) {
  Buffer buffer;
  for (;;) {
    const ssize_t octets = read_some(socket, buffer);
    if (octets <= 0) return;
    if (!write_all(output, buffer.data(), static_cast<std::size_t>(octets))) break;
  }
  ::shutdown(socket, SHUT_RDWR);  // nobody hears the replies any more
}

}  // namespace

mailbox::Result<std::unique_ptr<StdioBridge>> StdioBridge::open(int input, int output) {
  std::array<int, 2> sockets{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
    return tl::unexpected(mailbox::error_of_errno(errno, "socketpair", "standard input"));
  }
  return std::unique_ptr<StdioBridge>(new StdioBridge(input, output, sockets[0], sockets[1]));
}

StdioBridge::StdioBridge(int input, int output, int own_socket, int session_socket)
    : own_socket_(own_socket),
      session_socket_(session_socket),
      inwards_([=] { carry_inwards(input, own_socket); }),
      outwards_([=] { carry_outwards(own_socket, output); }) {}

StdioBridge::~StdioBridge() {
  outwards_.join();
  inwards_.join();
  ::close(own_socket_);
}

}  // namespace lmtp
