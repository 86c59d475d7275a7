#include "lmtpd/protocol/answer_slots.h"

#include <cassert>
#include <utility>

namespace lmtp {

void AnswerSlots::fill(std::size_t index, mailbox::Outcome outcome) {
  assert(index < slots_.size() && !slots_[index]);
  if (index >= slots_.size() || slots_[index]) return;
  slots_[index] = std::move(outcome);
  ++filled_;
}

std::vector<mailbox::Outcome> AnswerSlots::release() {
  std::vector<mailbox::Outcome> outcomes;
  for (; released_ < slots_.size() && slots_[released_]; ++released_) {
    outcomes.push_back(*slots_[released_]);
  }
  return outcomes;
}

std::vector<mailbox::Outcome> AnswerSlots::all() const {
  assert(all_filled());
  std::vector<mailbox::Outcome> outcomes;
  outcomes.reserve(slots_.size());
  for (const auto& slot : slots_) outcomes.push_back(*slot);
  return outcomes;
}

}  // namespace lmtp
