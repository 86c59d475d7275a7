#include "lmtpd/server/deadline.h"

#include <gtest/gtest.h>
#include <asio/io_context.hpp>

#include <optional>

namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST(DeadlineTest, CallsOnceAfterTheMoment) {
  asio::io_context loop;
  int calls = 0;
  lmtp::Deadline deadline(loop.get_executor(), [&] { ++calls; });
  const auto moment = steady_clock::now() + milliseconds(5);
  deadline.set(moment);
  loop.run();
  EXPECT_EQ(calls, 1);
  EXPECT_GE(steady_clock::now(), moment);
}

TEST(DeadlineTest, FollowsTheMomentInBothDirections) {
  asio::io_context loop;
  int calls = 0;
  lmtp::Deadline deadline(loop.get_executor(), [&] { ++calls; });
  deadline.set(steady_clock::now() + hours(1));
  deadline.set(steady_clock::now());  // sooner: the test would take an hour otherwise
  deadline.set(steady_clock::now() + milliseconds(2));
  loop.run();
  EXPECT_EQ(calls, 1);
}

TEST(DeadlineTest, ClearedOneNeverCalls) {
  asio::io_context loop;
  int calls = 0;
  lmtp::Deadline deadline(loop.get_executor(), [&] { ++calls; });
  deadline.set(steady_clock::now() + milliseconds(1));
  deadline.clear();
  loop.run();
  EXPECT_EQ(calls, 0);
}

TEST(DeadlineTest, StoppedOrDestroyedOneLetsTheLoopEnd) {
  asio::io_context loop;
  int calls = 0;
  lmtp::Deadline stopped(loop.get_executor(), [&] { ++calls; });
  stopped.set(steady_clock::now() + hours(1));
  {
    lmtp::Deadline destroyed(loop.get_executor(), [&] { ++calls; });
    destroyed.set(steady_clock::now() + hours(1));
  }
  stopped.stop();
  loop.run();
  EXPECT_EQ(calls, 0);
}

}  // namespace
