// session_settings.h: what a session is told at its beginning: the rules of the house, and what is
// known of this client.
//
// Shape       a value; the server fills in the rules once and the client's part for each connection
#pragma once

#include "lmtpd/protocol/extension_set.h"
#include "mailbox/limits.h"

#include <string>

namespace lmtp {

enum class Protocol { kLmtp, kSmtp };

// What a client has to show before MAIL; any one of it will do.
struct Admission {
  bool at_once = true;  // nothing
  bool by_certificate = false;
  bool by_log_in = false;

  [[nodiscard]] bool possible() const { return at_once || by_certificate || by_log_in; }
  friend bool operator==(const Admission&, const Admission&) = default;
};

struct SessionSettings {
  Protocol protocol = Protocol::kLmtp;
  std::string host_name;
  ExtensionSet extensions = kUnconditionalExtensions;  // what this client may be offered
  bool encrypted = false;                              // TLS was there before the first octet
  bool certificate_admitted = false;  // with it: the client showed a certificate that we know
  Admission admission;
  bool log_in_required = false;          // before MAIL, whoever the client is
  bool log_in_in_clear = false;          // AUTH without TLS: a UNIX socket, or somebody wants it so
  bool size_announced = true;            // `SIZE 67108864`; false: `SIZE`
  bool bare_line_feed_accepted = false;  // in content; refused by default against smuggling
  bool original_recipient_accepted = false;  // ORCPT
  bool user_name_accepted = false;           // `<ann>`: a forward-path without a domain
  bool blank_before_path_accepted = false;   // `MAIL FROM: <ann@example.net>`
  bool unparsable_sender_accepted = false;   // taken for `<>`
  bool verify_answered = false;              // VRFY
  bool expand_answered = false;              // EXPN
  mailbox::Limits limits;
};

}  // namespace lmtp
