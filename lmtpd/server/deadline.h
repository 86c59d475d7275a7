// deadline.h: calls a function once a moment has passed, unless the moment is moved before.
//
// Shape       moving it is cheap: a timer that runs already is left to run, and looks again when it
//             ends
// Threads     one: the event loop's. The function is not called after the Deadline is gone
#pragma once

#include <asio/any_io_executor.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace lmtp {

class Deadline {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  Deadline(const asio::any_io_executor& executor, std::function<void()> passed);
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
  ~Deadline();

  void set(Moment moment);
  void clear() { set(Moment::max()); }
  void stop();  // clear, and let the event loop have nothing more to wait for here

 private:
  struct State;
  static void wait(const std::shared_ptr<State>& state);
  std::shared_ptr<State> state_;
};

}  // namespace lmtp
