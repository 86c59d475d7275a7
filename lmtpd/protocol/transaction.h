// transaction.h: what lives from an accepted MAIL to the end of its content: the envelope, and the
// replies that its recipients are owed.
//
// Shape       the caller answers each recipient; the plan says what replies become of it
// Source      RFC 5321 §3.3, RFC 2033 §4.2, draft-hall-prdr-00
#pragma once

#include "lmtpd/protocol/answer_slots.h"
#include "lmtpd/protocol/parameters.h"
#include "lmtpd/protocol/reply.h"
#include "mailbox/envelope.h"
#include "mailbox/outcome.h"

#include <cstddef>
#include <vector>

namespace lmtp {

enum class ReplyPlan {
  kPerRecipient,  // LMTP: one each, as soon as it and all before it are known
  kOneForAll,     // SMTP: one, when all are known
  kPrdr,          // SMTP with PRDR: 353, one each, and one for the message
};

class Transaction {
 public:
  Transaction() = default;  // none open: an empty envelope
  Transaction(mailbox::ReversePath reverse_path, bool smtputf8, Body body,
              ReplyPlan plan = ReplyPlan::kPerRecipient);

  void accept(mailbox::ForwardPath recipient);
  void note_refused_recipient() { recipient_refused_ = true; }

  // The content is good and answers will come. Returns the replies that may now leave, as all of
  // these do.
  [[nodiscard]] std::vector<Reply> await_answers() const;
  // A recipient's outcome.
  [[nodiscard]] std::vector<Reply> answer(std::size_t index, const mailbox::Outcome& outcome);
  // The content was refused: nobody's outcome is another.
  [[nodiscard]] std::vector<Reply> refuse_content(const mailbox::Outcome& outcome);

  [[nodiscard]] bool all_answered() const { return answers_.all_released(); }
  [[nodiscard]] std::size_t recipients() const { return answers_.size(); }
  [[nodiscard]] bool recipient_refused() const { return recipient_refused_; }
  [[nodiscard]] const mailbox::Envelope& envelope() const { return envelope_; }
  [[nodiscard]] bool smtputf8() const { return smtputf8_; }
  [[nodiscard]] Body body() const { return body_; }
  [[nodiscard]] bool one_for_all() const { return plan_ == ReplyPlan::kOneForAll; }

 private:
  [[nodiscard]] ReplyPlan plan() const;
  [[nodiscard]] std::vector<Reply> due_replies();

  mailbox::Envelope envelope_;
  AnswerSlots answers_;
  bool smtputf8_ = false;
  Body body_ = Body::k7Bit;
  ReplyPlan plan_ = ReplyPlan::kPerRecipient;
  bool recipient_refused_ = false;
};

}  // namespace lmtp
