#include "lmtpd/server/peer.h"

#include "lmtpd/server/network.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lmtp {
namespace {

LocalProcess process_of(int descriptor) {
  ucred credentials{};
  socklen_t octets = sizeof credentials;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &octets) == 0) {
    return {credentials.uid, credentials.pid};
  }
  return {::getuid(), ::getppid()};  // a terminal, a file, a pipe: who started us gave it
}

Peer peer_at(const mailbox::IpAddress& address) {
  const mailbox::IpAddress host = unmapped(address);
  return {to_string(host), to_tagged_string(host), host, std::nullopt, false};
}

}  // namespace

Peer peer_of(int descriptor) {
  sockaddr_storage address{};
  socklen_t octets = sizeof address;
  if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&address), &octets) == 0) {
    if (const auto ip = address_in(address)) return peer_at(*ip);
  }
  return {"unix", "", std::nullopt, process_of(descriptor), false};
}

Peer peer_behind_proxy(const mailbox::IpAddress& address) {
  Peer peer = peer_at(address);
  peer.told_by_proxy = true;
  return peer;
}

std::string to_log(const Peer& peer) {
  if (!peer.process) {
    return fmt::format("address=\"{}\"{}", peer.address, peer.told_by_proxy ? " by=proxy" : "");
  }
  return fmt::format("uid={} pid={}", peer.process->uid, peer.process->pid);
}

}  // namespace lmtp
