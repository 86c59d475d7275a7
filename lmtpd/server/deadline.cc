#include "lmtpd/server/deadline.h"

#include <asio/steady_timer.hpp>

#include <utility>

namespace lmtp {

struct Deadline::State {
  asio::steady_timer timer;
  std::function<void()> passed;  // empty: the Deadline is gone
  Moment moment = Moment::max();
  bool waiting = false;
};

Deadline::Deadline(const asio::any_io_executor& executor, std::function<void()> passed)
    : state_(std::make_shared<State>(State{asio::steady_timer(executor), std::move(passed)})) {}

Deadline::~Deadline() {
  state_->passed = nullptr;
  state_->timer.cancel();
}

void Deadline::set(Moment moment) {
  state_->moment = moment;
  if (moment == Moment::max()) return;  // the timer finds out by itself
  if (!state_->waiting) {
    wait(state_);
  } else if (moment < state_->timer.expiry()) {
    state_->timer.cancel();  // which ends the wait, and a new one begins
  }
}

void Deadline::stop() {
  clear();
  state_->timer.cancel();
}

void Deadline::wait(const std::shared_ptr<State>& state) {
  state->waiting = true;
  state->timer.expires_at(state->moment);
  state->timer.async_wait([state](const asio::error_code&) {
    state->waiting = false;
    if (!state->passed || state->moment == Moment::max()) return;
    if (std::chrono::steady_clock::now() < state->moment) return wait(state);
    state->moment = Moment::max();
    state->passed();
  });
}

}  // namespace lmtp
