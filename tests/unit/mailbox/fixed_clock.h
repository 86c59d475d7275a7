// fixed_clock.h: a clock that stands where a test has put it.
#pragma once

#include "mailbox/clock.h"

namespace mailbox {

class FixedClock final : public Clock {
 public:
  // Milliseconds since 1970.
  explicit FixedClock(std::int64_t milliseconds = 1795288953123) : milliseconds_(milliseconds) {}

  [[nodiscard]] std::chrono::system_clock::time_point now() const override {
    return std::chrono::system_clock::time_point{std::chrono::milliseconds{milliseconds_}};
  }
  void set(std::int64_t milliseconds) { milliseconds_ = milliseconds; }

 private:
  std::int64_t milliseconds_;
};

}  // namespace mailbox
