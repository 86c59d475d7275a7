// session.h: one client's LMTP session, without I/O. Start here.
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
//     if MailOffered:        session.answer(outcome)
//     if RecipientOffered:   session.answer(outcome)
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
//             class
// Owns        its input buffer and its output; nothing of the caller's
// Threads     one at a time
// Units       octets; no time: deadlines are the connection's, which calls give_up()
// Errors      none: what the client does wrong is answered by a reply
// Source      RFC 2033, RFC 5321; the extensions' RFCs stand at their rows in extensions.cc
#pragma once

#include "mailbox/address.h"
#include "mailbox/envelope.h"
#include "mailbox/limits.h"
#include "mailbox/outcome.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace lmtp {

// What the session wants of its caller now.
struct NeedInput {};
// MAIL was well-formed. Answer success to open the transaction (2.1.0).
struct MailOffered {
  mailbox::ReversePath reverse_path;
  std::optional<std::uint64_t> size;  // announced, octets
  bool smtputf8 = false;
};
// RCPT was well-formed. Answer success (2.1.5) to accept; recipients count from 0 in accepted
// order.
struct RecipientOffered {
  mailbox::ForwardPath forward_path;
};
// 354 was given: content follows.
struct ContentStarted {};
// A piece of the content, dots unstuffed, line ends as received (CRLF). Valid until the next call.
struct ContentReceived {
  std::string_view octets;
};
// The content is complete and good. Answer each accepted recipient.
struct ContentEnded {};
// The transaction that a MailOffered, answered with success, opened is over, however it ended:
// answered, RSET, a new LHLO, QUIT, 421, the client gone. Its envelope is gone with this event.
struct TransactionEnded {};
// Nothing more will come: send the output and close. Given again for every further call.
struct Closing {};

using Event = std::variant<NeedInput, MailOffered, RecipientOffered, ContentStarted,
                           ContentReceived, ContentEnded, TransactionEnded, Closing>;

enum class Protocol { kLmtp };

struct SessionSettings {
  Protocol protocol = Protocol::kLmtp;
  std::string host_name;
  bool bare_line_feed_accepted = false;  // in content; refused by default against smuggling
  mailbox::Limits limits;
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

  // Requires: the last event was MailOffered or RecipientOffered. After give_up() it changes
  // nothing.
  void answer(const mailbox::Outcome& outcome);
  // Requires: between ContentStarted and ContentEnded. The rest is read and discarded; then each
  // accepted recipient gets `outcome`. Requires: `outcome` is no success.
  void refuse_content(const mailbox::Outcome& outcome);
  // Requires: after ContentEnded; `index` was not answered yet. Replies leave in RCPT order, each
  // as soon as it and all before it are known.
  void answer_recipient(std::size_t index, const mailbox::Outcome& outcome);

  // 421 with `reason`, then Closing: the client was silent too long, or we must go. While
  // recipients are owed an answer it is said after the last of them. Requires: `status` is of
  // class 4.
  void give_up(mailbox::EnhancedStatus status, std::string_view reason);

  [[nodiscard]] std::string take_output();
  [[nodiscard]] Waiting waiting() const;
  [[nodiscard]] const mailbox::Envelope& envelope() const;  // of the open transaction
  [[nodiscard]] bool smtputf8() const;                      // of the open transaction
  [[nodiscard]] std::string_view client_name() const;       // what LHLO said

 private:
  std::unique_ptr<SessionState> state_;
};

}  // namespace lmtp
