// service.h: what a listener offers, and to whom. Every connection that comes by it gets this
// value.
#pragma once

#include "lmtpd/protocol/session_settings.h"
#include "lmtpd/server/allow_list.h"

namespace lmtp {

struct Service {
  Protocol protocol = Protocol::kLmtp;
  bool implicit_tls = false;  // the handshake comes before the greeting (RFC 8314 §3.3)
  AllowList allow;

  friend bool operator==(const Service&, const Service&) = default;
};

}  // namespace lmtp
