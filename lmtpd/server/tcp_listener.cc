#include "lmtpd/server/tcp_listener.h"

#include "mailbox/errno_status.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace lmtp {
namespace {

// Big enough for both families.
union SocketAddress {
  sockaddr any;
  sockaddr_in ipv4;
  sockaddr_in6 ipv6;
};

SocketAddress address_of(const TcpPlace& place) {
  SocketAddress address{};
  if (place.ipv6) {
    address.ipv6.sin6_family = AF_INET6;
    address.ipv6.sin6_port = htons(place.port);
    inet_pton(AF_INET6, place.address.c_str(), &address.ipv6.sin6_addr);
  } else {
    address.ipv4.sin_family = AF_INET;
    address.ipv4.sin_port = htons(place.port);
    inet_pton(AF_INET, place.address.c_str(), &address.ipv4.sin_addr);
  }
  return address;
}

// Makes `descriptor` listen and notes the port it got. False: errno says why not.
bool start(int descriptor, TcpPlace& place) {
  const int on = 1;
  SocketAddress address = address_of(place);
  socklen_t octets = place.ipv6 ? sizeof address.ipv6 : sizeof address.ipv4;
  if (::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) return false;
  // [::] shall not take the IPv4 port as well: who wants both gives two listeners.
  if (place.ipv6 && ::setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0) {
    return false;
  }
  if (::bind(descriptor, &address.any, octets) != 0) return false;
  if (::listen(descriptor, SOMAXCONN) != 0) return false;
  if (::getsockname(descriptor, &address.any, &octets) != 0) return false;
  place.port = ntohs(place.ipv6 ? address.ipv6.sin6_port : address.ipv4.sin_port);
  return true;
}

}  // namespace

mailbox::Result<ListeningSocket> listen_tcp(const TcpPlace& place) {
  const std::string name = to_string(Place(place));
  const int descriptor =
      ::socket(place.ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return tl::unexpected(mailbox::error_of_errno(errno, "socket", name));
  TcpPlace taken = place;
  if (start(descriptor, taken)) return ListeningSocket(descriptor, taken, {});
  const int error_number = errno;
  ::close(descriptor);
  if (error_number == EADDRINUSE) {
    return mailbox::failure(mailbox::status::kNotAccepting,
                            fmt::format("another server listens on {}", name));
  }
  return tl::unexpected(mailbox::error_of_errno(error_number, "bind", name));
}

}  // namespace lmtp
