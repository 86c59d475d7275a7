// reply_slots.h: one reply per accepted recipient. A client counts them: one too few and it waits
// for minutes and sends the message again, one too many and it is read as the answer to the next
// command.
//
// Shape       slots in the order of RCPT; each is filled exactly once, in any order; what is
//             complete from the front on may leave
// Source      RFC 2033 §4.2
#pragma once

#include "lmtpd/protocol/reply.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace lmtp {

class ReplySlots {
 public:
  void add() { slots_.emplace_back(); }
  [[nodiscard]] std::size_t size() const { return slots_.size(); }

  // Requires: index < size(), not filled yet. A second filling is a bug; it changes nothing.
  void fill(std::size_t index, Reply reply);

  // The filled slots at the front, each given out once, ready to send.
  [[nodiscard]] std::string release();

  [[nodiscard]] bool all_released() const { return released_ == slots_.size(); }

 private:
  struct Slot {
    std::optional<Reply> reply;
  };
  std::vector<Slot> slots_;
  std::size_t released_ = 0;
};

}  // namespace lmtp
