// offer.h: what one client is offered, by who it is and by which listener it came.
#pragma once

#include "lmtpd/server/peer.h"
#include "lmtpd/server/server.h"
#include "lmtpd/server/service.h"

namespace lmtp {

[[nodiscard]] SessionSettings offer_to(const Peer& peer, const Service& service,
                                       const ServerSettings& settings);

}  // namespace lmtp
