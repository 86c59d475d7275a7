// arrival.h: a client that has just connected: who, by which listener, on which socket.
#pragma once

#include "lmtpd/server/client_stream.h"
#include "lmtpd/server/peer.h"
#include "lmtpd/server/service.h"

#include <memory>
#include <string>

namespace lmtp {

struct Arrival {
  Socket socket;
  Peer peer;
  std::shared_ptr<const Service> service;
  std::string listener;  // its place, for the log
};

}  // namespace lmtp
