// session.h: one client's LMTP or SMTP session, without I/O. Start here.
//
// Octets go in by receive(), events come out of next_event(), replies come out of take_output().
// The session knows no socket, no clock and no disk. After an event that asks a question it is
// paused: pipelined input stays buffered until the question is answered. The whole input in one
// piece and the same input octet by octet give the same replies.
//
//   for (;;) {
//     Event event = session.next_event();
//     send(session.take_output());
//     if NeedInput:          session.receive(read()) or session.receive_end()
//     if MailOffered, RecipientOffered, LogInOffered:
//                            session.answer(outcome)
//     if VerifyOffered, ExpandOffered:
//                            session.answer_list(outcome, members)
//     if StartTls:           send, forget unread input, do the handshake;
//                            session.tls_started(facts)
//     if ClientReplaced:     from now on the client is another
//     if ContentStarted:     open a message
//     if ContentReceived:    write octets to it;  on failure session.refuse_content(outcome)
//     if ContentEnded:       for each accepted recipient, in any order:
//                              session.answer_recipient(i, outcome); send(session.take_output())
//     if TransactionEnded:   forget message and recipients
//     if Closing:            send, close
//   }
//
// Input is bounded by the caller: it reads from the client only after NeedInput, so that what is
// buffered is one read and at most one unfinished command line. While the session is paused it does
// not read; a client that goes on sending fills its own socket.
//
// Shape       LMTP is SMTP with a reply per recipient: a value in the transaction, not a second
//             class. The caller answers every recipient; what replies become of it (one each, one
//             for all, both) is the session's business
// Owns        its input buffer and its output; nothing of the caller's
// Threads     one at a time
// Units       octets; no time: deadlines are the connection's, which calls give_up()
// Errors      none: what the client does wrong is answered by a reply
// Source      RFC 2033, RFC 5321; the extensions' RFCs stand at their rows in extensions.cc
#pragma once

#include "lmtpd/protocol/client_attributes.h"
#include "lmtpd/protocol/event.h"
#include "lmtpd/protocol/session_settings.h"
#include "mailbox/envelope.h"
#include "mailbox/outcome.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lmtp {

// What the handshake has shown.
struct TlsFacts {
  bool certificate_admitted = false;  // the client has one that this listener knows
};

// What the session is waiting for, so that its caller knows which deadline holds.
enum class Waiting { kCommand, kContent, kAnswer, kNothing };

class SessionState;

class Session {
 public:
  explicit Session(SessionSettings settings);  // puts the greeting into the output
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  void receive(std::string_view octets);
  // The client has closed its side. What it sent before is still worked through; recipients that
  // are owed an answer get it (to nobody, perhaps); then Closing.
  void receive_end();
  // Requires: no question is open and every recipient was answered.
  [[nodiscard]] Event next_event();

  // Requires: the last event was an offer. After give_up() it changes nothing.
  void answer(const mailbox::Outcome& outcome);
  // Requires: the last event was VerifyOffered or ExpandOffered. `members` are addresses, of a
  // success only.
  void answer_list(const mailbox::Outcome& outcome, const std::vector<std::string>& members);
  // Requires: the last event was StartTls. Everything learned before is forgotten; the client has
  // to greet again.
  void tls_started(const TlsFacts& facts);
  // Requires: between ContentStarted and ContentEnded. The rest is read and discarded; then each
  // accepted recipient gets `outcome`. Requires: `outcome` is no success.
  void refuse_content(const mailbox::Outcome& outcome);
  // Requires: after ContentEnded; `index` was not answered yet. Replies leave in RCPT order, each
  // as soon as it and all before it are known.
  void answer_recipient(std::size_t index, const mailbox::Outcome& outcome);

  // 421 with the server's name and `reason`, then Closing: the client was silent too long, or we
  // must go. While recipients are owed an answer it is said after the last of them. Requires:
  // `status` is of class 4.
  void give_up(mailbox::EnhancedStatus status, std::string_view reason);

  [[nodiscard]] std::string take_output();
  [[nodiscard]] Waiting waiting() const;
  [[nodiscard]] const mailbox::Envelope& envelope() const;  // of the open transaction
  [[nodiscard]] bool smtputf8() const;                      // of the open transaction
  [[nodiscard]] Body body() const;                          // of the open transaction
  // Of the open transaction: one reply answers for all, so nobody's delivery may stand alone.
  [[nodiscard]] bool one_for_all() const;
  // What LHLO, EHLO or HELO said; or XCLIENT, which overrides them.
  [[nodiscard]] std::string_view client_name() const;
  [[nodiscard]] bool extended() const;  // it was not HELO
  [[nodiscard]] Protocol protocol() const;
  [[nodiscard]] bool encrypted() const;
  [[nodiscard]] const std::optional<std::string>& logged_in_user() const;
  [[nodiscard]] const ClientAttributes& forwarded() const;  // XFORWARD, for the open transaction
  // The text of the 421 by which the session gave its client up; empty: it did not.
  [[nodiscard]] std::string_view closing_reason() const;

 private:
  std::unique_ptr<SessionState> state_;
};

}  // namespace lmtp
