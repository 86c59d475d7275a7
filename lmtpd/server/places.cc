#include "lmtpd/server/places.h"

#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

#include <cassert>

namespace lmtp {

Places::Places(asio::any_io_executor executor, std::size_t count)
    : executor_(std::move(executor)), count_(count), free_(count) {}

asio::awaitable<bool> Places::take(std::chrono::steady_clock::time_point until) {
  if (free_ > 0) {
    --free_;
    co_return true;
  }
  Waiter waiter{asio::steady_timer(executor_, until)};
  const auto position = waiters_.insert(waiters_.end(), &waiter);
  asio::error_code ignored;
  co_await waiter.timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  // A place handed over while the timer was running out is ours all the same.
  if (waiter.has_place) co_return true;
  waiters_.erase(position);
  co_return false;
}

void Places::give_back() {
  if (waiters_.empty()) {
    assert(free_ < count_);
    ++free_;
    return;
  }
  Waiter& first = *waiters_.front();
  waiters_.pop_front();
  first.has_place = true;
  first.timer.cancel();
}

}  // namespace lmtp
