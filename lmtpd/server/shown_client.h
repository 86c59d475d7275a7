// shown_client.h: who the log and the Received field say the client is: what its socket and its
// greeting tell, or what XCLIENT said instead. It decides nothing: trust is the real peer's.
#pragma once

#include "lmtpd/protocol/session.h"
#include "lmtpd/server/peer.h"
#include "mailbox/trace.h"

#include <string>

namespace lmtp {

class ShownClient {
 public:
  explicit ShownClient(const Peer& peer) : peer_(peer) {}

  // XCLIENT: all that it has said so far.
  void replace(const ClientAttributes& told) { told_ = told; }

  // How the open transaction came; host and time are the caller's to add.
  [[nodiscard]] mailbox::Reception reception(const Session& session) const;
  // `name="client.example" address="192.0.2.1"`, with whatever else is known.
  [[nodiscard]] std::string to_log(const Session& session) const;

 private:
  [[nodiscard]] std::string greeted_as(const Session& session) const;

  const Peer& peer_;
  ClientAttributes told_;
};

}  // namespace lmtp
