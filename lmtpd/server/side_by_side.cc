#include "lmtpd/server/side_by_side.h"

#include <asio/co_spawn.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>

#include <utility>

namespace lmtp {

asio::awaitable<void> run_side_by_side(asio::any_io_executor executor,
                                       std::vector<asio::awaitable<void>> all) {
  std::size_t running = all.size();
  asio::steady_timer done(executor, std::chrono::steady_clock::time_point::max());
  for (asio::awaitable<void>& one : all) {
    asio::co_spawn(executor, std::move(one), [&running, &done](const std::exception_ptr&) {
      if (--running == 0) done.cancel();
    });
  }
  if (running == 0) co_return;  // they may have ended without waiting for anything
  asio::error_code ignored;
  co_await done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

}  // namespace lmtp
