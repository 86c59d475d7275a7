#include "lmtpd/protocol/reply_slots.h"

#include <cassert>
#include <utility>

namespace lmtp {

void ReplySlots::fill(std::size_t index, Reply reply) {
  assert(index < slots_.size() && !slots_[index].reply);
  if (index < slots_.size() && !slots_[index].reply) slots_[index].reply = std::move(reply);
}

std::string ReplySlots::release() {
  std::string wire;
  while (released_ < slots_.size() && slots_[released_].reply) {
    wire += to_wire(*slots_[released_].reply);
    ++released_;
  }
  return wire;
}

}  // namespace lmtp
