// allow_list.h: who may deliver by a listener.
//
//   allow.admission_of(peer)
//     at_once                      the peer is listed, or nobody need be
//     by_certificate, by_log_in    not yet, but it can come to be
//     none of them                 nothing can admit it: it is told so instead of the greeting
//
// Shape       without an entry everybody is admitted who can connect by himself: the mode of a UNIX
//             socket says who that is, and a TCP listener that other hosts reach needs entries
//             (listen_spec.h). Not so a client on another host whose address a proxy told: the
//             proxy reaches our loopback, its client did not
#pragma once

#include "lmtpd/protocol/session_settings.h"
#include "lmtpd/server/peer_pattern.h"

namespace lmtp {

class AllowList {
 public:
  AllowList() = default;
  explicit AllowList(PeerPatterns patterns) : patterns_(std::move(patterns)) {}

  void add(PeerPattern pattern) { patterns_.push_back(std::move(pattern)); }
  [[nodiscard]] const PeerPatterns& patterns() const { return patterns_; }
  [[nodiscard]] bool empty() const { return patterns_.empty(); }
  [[nodiscard]] Admission admission_of(const Peer& peer) const;

  friend bool operator==(const AllowList&, const AllowList&) = default;

 private:
  PeerPatterns patterns_;
};

}  // namespace lmtp
