// trusted_peers.h: the peers whose word we take for what we cannot see ourselves. Nobody, unless
// the settings name them.
#pragma once

#include "lmtpd/server/peer_pattern.h"

namespace lmtp {

struct TrustedPeers {
  PeerPatterns xforward;      // about the client behind them
  PeerPatterns xclient;       // about who they are
  PeerPatterns ignore_quota;  // that a message may go into a full mailbox
  PeerPatterns proxies;       // for whom they speak: from them the PROXY header is required
};

}  // namespace lmtp
