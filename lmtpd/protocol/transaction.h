// transaction.h: what lives from an accepted MAIL to the end of its content: the envelope, and the
// replies that its recipients are owed.
//
// Source      RFC 5321 §3.3, RFC 2033 §4.2
#pragma once

#include "lmtpd/protocol/parameters.h"
#include "lmtpd/protocol/reply_slots.h"
#include "mailbox/envelope.h"
#include "mailbox/outcome.h"

#include <cstddef>
#include <string>

namespace lmtp {

class Transaction {
 public:
  Transaction() = default;  // none open: an empty envelope
  Transaction(mailbox::ReversePath reverse_path, bool smtputf8, Body body);

  void accept(mailbox::ForwardPath recipient);
  void note_refused_recipient() { recipient_refused_ = true; }

  // A recipient's outcome, or the same one for all; returns the replies that may now leave.
  [[nodiscard]] std::string answer(std::size_t index, const mailbox::Outcome& outcome);
  [[nodiscard]] std::string answer_all(const mailbox::Outcome& outcome);

  [[nodiscard]] bool all_answered() const { return slots_.all_released(); }
  [[nodiscard]] std::size_t recipients() const { return slots_.size(); }
  [[nodiscard]] bool recipient_refused() const { return recipient_refused_; }
  [[nodiscard]] const mailbox::Envelope& envelope() const { return envelope_; }
  [[nodiscard]] bool smtputf8() const { return smtputf8_; }
  [[nodiscard]] Body body() const { return body_; }

 private:
  mailbox::Envelope envelope_;
  ReplySlots slots_;
  bool smtputf8_ = false;
  Body body_ = Body::k7Bit;
  bool recipient_refused_ = false;
};

}  // namespace lmtp
