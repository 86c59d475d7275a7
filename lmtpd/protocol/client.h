// client.h: what a session knows of its client: what it said of itself, what TLS showed of it, and
// whether that is enough.
//
// Shape       a value; empty at the beginning, but for what the connection itself shows
// Source      RFC 3207 §4.2 (what STARTTLS makes forget), RFC 4954 §4, Postfix XCLIENT_README
#pragma once

#include "lmtpd/protocol/client_attributes.h"
#include "lmtpd/protocol/session_settings.h"

#include <optional>
#include <string>

namespace lmtp {

struct Client {
  std::string name;      // what LHLO, EHLO or HELO said
  bool extended = true;  // it was not HELO
  bool encrypted = false;
  bool certificate_admitted = false;  // it has a certificate that this listener knows
  std::optional<std::string> user;    // logged in
  ClientAttributes forwarded;         // XFORWARD, for one transaction
  ClientAttributes replaced_by;       // XCLIENT, for all that follow

  // What the connection shows stays: the encryption, the certificate.
  void forget_what_it_said();
};

// None: it may deliver. Otherwise the reply to MAIL (530).
[[nodiscard]] std::optional<FixedReply> refusal_of(const Client& client,
                                                   const SessionSettings& settings);

}  // namespace lmtp
