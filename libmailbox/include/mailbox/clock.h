// clock.h: the one seam to time of day. Deadlines are not its business: they use the steady clock
// of whoever waits.
#pragma once

#include <chrono>

namespace mailbox {

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual std::chrono::system_clock::time_point now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] std::chrono::system_clock::time_point now() const override {
    return std::chrono::system_clock::now();
  }
};

}  // namespace mailbox
