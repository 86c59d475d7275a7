#include "lmtpd/server/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>

namespace lmtp {

Peer peer_of(int descriptor) {
  const Peer local{"unix", ""};
  union {
    sockaddr any;
    sockaddr_in ipv4;
    sockaddr_in6 ipv6;
    sockaddr_storage storage;
  } address{};
  socklen_t octets = sizeof address;
  if (::getpeername(descriptor, &address.any, &octets) != 0) return local;
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.any.sa_family == AF_INET) {
    inet_ntop(AF_INET, &address.ipv4.sin_addr, text.data(), text.size());
    return {text.data(), text.data()};
  }
  if (address.any.sa_family == AF_INET6) {
    inet_ntop(AF_INET6, &address.ipv6.sin6_addr, text.data(), text.size());
    return {text.data(), std::string("IPv6:") + text.data()};
  }
  return local;
}

}  // namespace lmtp
