#include "lmtpd/server/allow_list.h"

#include "lmtpd/server/network.h"

namespace lmtp {

Admission AllowList::admission_of(const Peer& peer) const {
  Admission admission;
  admission.at_once =
      empty() ? !peer.told_by_proxy || is_loopback(*peer.ip) : match(patterns_, peer);
  for (const PeerPattern& pattern : patterns_) {
    admission.by_log_in |= pattern.by_log_in();
    admission.by_certificate |= pattern.by_certificate();
  }
  return admission;
}

}  // namespace lmtp
