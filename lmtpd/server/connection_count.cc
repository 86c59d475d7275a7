#include "lmtpd/server/connection_count.h"

namespace lmtp {

std::optional<ConnectionCount::Counted> ConnectionCount::enter(const std::string& peer) {
  if (connections_ >= most_) return std::nullopt;
  const auto found = per_peer_.find(peer);
  if (found != per_peer_.end() && found->second >= most_per_peer_) return std::nullopt;
  ++connections_;
  ++per_peer_[peer];
  return Counted(*this, peer);
}

std::optional<ConnectionCount::Counted> ConnectionCount::enter_unnamed() {
  if (connections_ >= most_) return std::nullopt;
  ++connections_;
  return Counted(*this, "");
}

void ConnectionCount::leave(const std::string& peer) {
  --connections_;
  if (peer.empty()) return;
  const auto found = per_peer_.find(peer);
  if (--found->second == 0) per_peer_.erase(found);
}

}  // namespace lmtp
