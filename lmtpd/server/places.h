// places.h: a number of places that coroutines take and give back; who finds none waits, first come
// first served. The waiting costs no thread.
//
// Threads     one: the event loop's
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <list>

namespace lmtp {

class Places {
 public:
  Places(asio::any_io_executor executor, std::size_t count);
  Places(const Places&) = delete;
  Places& operator=(const Places&) = delete;

  // Waits for a place until `until`. False: none came free. Whoever got one gives it back.
  [[nodiscard]] asio::awaitable<bool> take(std::chrono::steady_clock::time_point until);
  void give_back();

  // Nobody has a place, nobody waits for one.
  [[nodiscard]] bool idle() const { return free_ == count_ && waiters_.empty(); }
  [[nodiscard]] bool full() const { return free_ == 0; }
  [[nodiscard]] std::size_t waiting() const { return waiters_.size(); }

 private:
  struct Waiter {
    asio::steady_timer timer;  // ends when a place was handed over, or in vain
    bool has_place = false;
  };

  asio::any_io_executor executor_;
  const std::size_t count_;
  std::size_t free_;
  std::list<Waiter*> waiters_;  // each lives in the frame of its take()
};

// A place that is given back by itself.
class TakenPlace {
 public:
  explicit TakenPlace(Places& places) : places_(&places) {}
  TakenPlace(TakenPlace&& other) noexcept : places_(other.places_) { other.places_ = nullptr; }
  TakenPlace& operator=(TakenPlace&&) = delete;
  ~TakenPlace() {
    if (places_ != nullptr) places_->give_back();
  }

 private:
  Places* places_;
};

}  // namespace lmtp
