// answer_slots.h: one answer per accepted recipient. A client counts the replies: one too few and
// it waits for minutes and sends the message again, one too many and it is read as the answer to
// the next command.
//
// Shape       slots in the order of RCPT; each is filled exactly once, in any order; what is
//             complete from the front on may leave
// Source      RFC 2033 §4.2
#pragma once

#include "mailbox/outcome.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace lmtp {

class AnswerSlots {
 public:
  void add() { slots_.emplace_back(); }
  [[nodiscard]] std::size_t size() const { return slots_.size(); }

  // Requires: index < size(), not filled yet. A second filling is a bug; it changes nothing.
  void fill(std::size_t index, mailbox::Outcome outcome);

  // The filled slots at the front, each given out once.
  [[nodiscard]] std::vector<mailbox::Outcome> release();

  [[nodiscard]] bool all_filled() const { return filled_ == slots_.size(); }
  [[nodiscard]] bool all_released() const { return released_ == slots_.size(); }
  // Requires: all_filled().
  [[nodiscard]] std::vector<mailbox::Outcome> all() const;

 private:
  std::vector<std::optional<mailbox::Outcome>> slots_;
  std::size_t filled_ = 0;
  std::size_t released_ = 0;
};

}  // namespace lmtp
