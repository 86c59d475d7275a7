// side_by_side.h: runs coroutines at the same time, and goes on when all of them have ended.
//
// Threads     one: the event loop's
// Errors      what one of them throws ends it alone, and is not passed on
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>

#include <vector>

namespace lmtp {

[[nodiscard]] asio::awaitable<void> run_side_by_side(asio::any_io_executor executor,
                                                     std::vector<asio::awaitable<void>> all);

}  // namespace lmtp
