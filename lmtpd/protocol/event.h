// event.h: what a session wants of its caller: what next_event() returns.
//
// Shape       values; session.h says what is to be done with each
// Source      RFC 5321 §4.1.1; the extensions' RFCs stand at their rows in extensions.cc
#pragma once

#include "lmtpd/protocol/client_attributes.h"
#include "lmtpd/protocol/parameters.h"
#include "lmtpd/protocol/secret.h"
#include "mailbox/address.h"
#include "mailbox/outcome.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace lmtp {

// More octets, or word that none will come.
struct NeedInput {};
// MAIL was well-formed. Answer success to open the transaction (2.1.0).
struct MailOffered {
  mailbox::ReversePath reverse_path;
  std::optional<std::uint64_t> size;  // announced, octets
  bool smtputf8 = false;
  Body body = Body::k7Bit;
  bool prdr = false;  // SMTP: a reply per recipient, as in LMTP
  // Where what was given is no address and the reverse-path is `<>` instead: printable.
  std::optional<std::string> unparsable_sender;
};
// RCPT was well-formed. Answer success (2.1.5) to accept; recipients count from 0 in accepted
// order.
struct RecipientOffered {
  mailbox::ForwardPath forward_path;
  std::optional<std::string> original_recipient;  // ORCPT's address, decoded, on one line
  bool quota_ignored = false;                     // IGNOREQUOTA, from a trusted client
};
// 354 was given, or BDAT: content follows.
struct ContentStarted {};
// A piece of the content, dots of DATA unstuffed, line ends as received: CRLF, but of a binary body
// (BODY=BINARYMIME) any octets. Valid until the next call.
struct ContentReceived {
  std::string_view octets;
};
// The content is complete and good. Answer each accepted recipient.
struct ContentEnded {};
// 220 is in the output. Send it, drop whatever was read and not received yet, do the handshake;
// then tls_started(), or close. Nothing that came in the clear is executed any more; a client that
// XCLIENT had replaced is itself again.
struct StartTls {};
// AUTH was well-formed. Answer 2.7.0, 5.7.8 (wrong), or class 4 (could not be checked).
struct LogInOffered {
  std::string user;
  Secret password;
};
// VRFY, where it is answered (SessionSettings::verify_answered). Answer by answer_list(), with the
// one address that it is, completed where the client named no domain.
struct VerifyOffered {
  mailbox::ForwardPath forward_path;
  bool smtputf8 = false;  // the client can read an answer that is not ASCII
};
// EXPN, where it is answered. Answer by answer_list().
struct ExpandOffered {
  mailbox::ForwardPath forward_path;
  bool smtputf8 = false;  // the client can read members that are not ASCII
};
// XCLIENT was obeyed: the client is to be taken for another one, and the session has begun anew.
// What several XCLIENT said adds up. What none of them said is as the connection shows it.
struct ClientReplaced {
  ClientAttributes client;
};
// The transaction that a MailOffered, answered with success, opened is over, however it ended:
// answered, RSET, a new LHLO, QUIT, 421, the client gone. Its envelope is gone with this event.
struct TransactionEnded {
  // Why its content was refused, by the session or by refuse_content(); none: it was not.
  std::optional<mailbox::Outcome> content_refusal;
};
// Nothing more will come: send the output and close. Given again for every further call.
struct Closing {};

using Event = std::variant<NeedInput, MailOffered, RecipientOffered, ContentStarted,
                           ContentReceived, ContentEnded, StartTls, LogInOffered, VerifyOffered,
                           ExpandOffered, ClientReplaced, TransactionEnded, Closing>;

}  // namespace lmtp
