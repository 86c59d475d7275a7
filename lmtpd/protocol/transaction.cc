#include "lmtpd/protocol/transaction.h"

#include "lmtpd/protocol/outcome_reply.h"

#include <utility>

namespace lmtp {

Transaction::Transaction(mailbox::ReversePath reverse_path, bool smtputf8, Body body)
    : envelope_{std::move(reverse_path), {}}, smtputf8_(smtputf8), body_(body) {}

void Transaction::accept(mailbox::ForwardPath recipient) {
  envelope_.forward_paths.push_back(std::move(recipient));
  slots_.add();
}

std::string Transaction::answer(std::size_t index, const mailbox::Outcome& outcome) {
  slots_.fill(index, reply_for(outcome));
  return slots_.release();
}

std::string Transaction::answer_all(const mailbox::Outcome& outcome) {
  for (std::size_t i = 0; i < slots_.size(); ++i) slots_.fill(i, reply_for(outcome));
  return slots_.release();
}

}  // namespace lmtp
