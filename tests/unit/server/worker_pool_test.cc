#include "lmtpd/server/worker_pool.h"

#include <gtest/gtest.h>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>

#include <latch>
#include <set>
#include <stdexcept>

namespace {

using lmtp::Worker;
using lmtp::WorkerPool;

class WorkerPoolTest : public testing::Test {
 protected:
  // Spawns a coroutine that runs `job` on the pool and counts its answer.
  void spawn(WorkerPool& pool, std::function<int(Worker&)> job) {
    asio::co_spawn(loop_, run(pool, std::move(job)), asio::detached);
  }

  asio::io_context loop_;
  std::vector<int> answers_;
  std::vector<std::string> failures_;

 private:
  asio::awaitable<void> run(WorkerPool& pool, std::function<int(Worker&)> job) {
    try {
      const int answer = co_await pool.run<int>(std::move(job));
      answers_.push_back(answer);
    } catch (const std::exception& exception) {
      failures_.emplace_back(exception.what());
    }
  }
};

Worker no_directory() {
  return {};
}

TEST_F(WorkerPoolTest, RunsEveryJobAndBringsBackItsAnswer) {
  WorkerPool pool(loop_.get_executor(), {4, 2}, no_directory);
  for (int i = 0; i < 500; ++i) spawn(pool, [i](Worker&) { return i; });
  loop_.run();
  EXPECT_EQ(answers_.size(), 500u);
  EXPECT_EQ(std::set<int>(answers_.begin(), answers_.end()).size(), 500u);
}

TEST_F(WorkerPoolTest, FullQueueMakesCoroutinesWait) {
  std::latch gate(1);
  std::latch both_run(2);
  WorkerPool pool(loop_.get_executor(), {2, 3}, no_directory);
  for (int i = 0; i < 2; ++i) {
    spawn(pool, [&](Worker&) {
      both_run.count_down();
      gate.wait();
      return 0;
    });
  }
  for (int i = 0; i < 10; ++i) spawn(pool, [](Worker&) { return 1; });
  // All coroutines have begun when the loop finds nothing more to do at once.
  loop_.poll();
  both_run.wait();
  EXPECT_EQ(pool.waiting(), 7u);  // 2 run, 3 are in the queue
  gate.count_down();
  loop_.run();
  EXPECT_EQ(answers_.size(), 12u);
  EXPECT_EQ(pool.waiting(), 0u);
}

TEST_F(WorkerPoolTest, JobsRunSideBySide) {
  std::latch all_run(4);
  WorkerPool pool(loop_.get_executor(), {4, 1}, no_directory);
  for (int i = 0; i < 4; ++i) {
    spawn(pool, [&all_run, i](Worker&) {
      all_run.arrive_and_wait();  // would wait for ever if they took turns
      return i;
    });
  }
  loop_.run();
  EXPECT_EQ(answers_.size(), 4u);
}

TEST_F(WorkerPoolTest, WhatAJobThrowsIsThrownWhereItIsAwaited) {
  WorkerPool pool(loop_.get_executor(), {1, 1}, no_directory);
  spawn(pool, [](Worker&) -> int { throw std::runtime_error("as a disk would"); });
  spawn(pool, [](Worker&) { return 1; });
  loop_.run();
  EXPECT_EQ(failures_, std::vector<std::string>{"as a disk would"});
  EXPECT_EQ(answers_, std::vector<int>{1});
}

TEST_F(WorkerPoolTest, EachThreadMakesItsOwnWorker) {
  std::atomic<int> made = 0;
  {
    WorkerPool pool(loop_.get_executor(), {3, 1}, [&] {
      ++made;
      return Worker{};
    });
    spawn(pool, [](Worker&) { return 1; });
    loop_.run();
  }
  EXPECT_LE(made, 3);
  EXPECT_GE(made, 1);
}

}  // namespace
