#include "lmtpd/protocol/transaction.h"

#include "lmtpd/protocol/outcome_reply.h"
#include "lmtpd/protocol/shared_reply.h"

#include <utility>

namespace lmtp {

Transaction::Transaction(mailbox::ReversePath reverse_path, bool smtputf8, Body body,
                         ReplyPlan plan)
    : envelope_{std::move(reverse_path), {}}, smtputf8_(smtputf8), body_(body), plan_(plan) {}

void Transaction::accept(mailbox::ForwardPath recipient) {
  envelope_.forward_paths.push_back(std::move(recipient));
  answers_.add();
}

std::vector<Reply> Transaction::await_answers() const {
  if (plan() != ReplyPlan::kPrdr) return {};
  return {Reply{353, std::nullopt, {"Replies for each recipient follow"}}};
}

std::vector<Reply> Transaction::answer(std::size_t index, const mailbox::Outcome& outcome) {
  answers_.fill(index, outcome);
  return due_replies();
}

std::vector<Reply> Transaction::refuse_content(const mailbox::Outcome& outcome) {
  const std::size_t replies = plan() == ReplyPlan::kPerRecipient ? recipients() : 1;
  return std::vector<Reply>(replies, reply_for(outcome));
}

// With one recipient, its reply is the message's: Exim gives and takes no 353 then.
ReplyPlan Transaction::plan() const {
  return plan_ == ReplyPlan::kPrdr && recipients() == 1 ? ReplyPlan::kOneForAll : plan_;
}

std::vector<Reply> Transaction::due_replies() {
  if (plan() == ReplyPlan::kOneForAll) {
    if (!answers_.all_filled()) return {};
    return {shared_reply(envelope_.forward_paths, answers_.release())};
  }
  std::vector<Reply> replies;
  for (const mailbox::Outcome& outcome : answers_.release()) replies.push_back(reply_for(outcome));
  if (plan() == ReplyPlan::kPrdr && answers_.all_released()) {
    replies.push_back(closing_reply(answers_.all()));
  }
  return replies;
}

}  // namespace lmtp
