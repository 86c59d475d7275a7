// worker_pool.h: the threads that do what may block: files and the database.
//
//   Result<Route> route = co_await pool.run<Result<Route>>(
//       [&](Worker& worker) { return resolve(*worker.directory, path, settings); });
//
// Shape       a fixed number of threads, a bounded number of jobs that wait; when there are more,
//             the coroutine that brings one waits, and so its client's socket is not read
// Owns        the threads, and each thread's own Directory, opened when it is first asked
// Threads     run() on the event loop only; the job runs on a worker, the coroutine on the loop
// Errors      what a job throws is thrown where it is awaited
#pragma once

#include "lmtpd/server/places.h"
#include "mailbox/directory.h"

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace lmtp {

// What a thread has for itself.
struct Worker {
  std::unique_ptr<mailbox::Directory> directory;
};

class WorkerPool {
 public:
  struct Size {
    std::size_t threads = 1;
    std::size_t queue = 1;  // jobs that wait for a thread
  };
  // `make_worker` is called once in each thread.
  WorkerPool(asio::any_io_executor executor, Size size, std::function<Worker()> make_worker);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool();  // finishes the jobs that run, drops those that wait

  template <class Answer>
  [[nodiscard]] asio::awaitable<Answer> run(std::function<Answer(Worker&)> job);

  // Who runs a job now has to wait for a place.
  [[nodiscard]] bool full() const { return places_.full(); }
  [[nodiscard]] std::size_t waiting() const {
    return places_.waiting();
  }  // coroutines with no place

 private:
  using Job = std::function<void(Worker&)>;

  void push(Job job);
  void work(const std::function<Worker()>& make_worker);

  asio::any_io_executor executor_;
  Places places_;  // for the jobs that wait or run; the loop's only
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;  // guarded by mutex_
  bool ending_ = false;   // guarded by mutex_
  std::vector<std::thread> threads_;
};

// The way back from a worker: made on the loop, filled by the worker, read on the loop again.
template <class Answer>
struct Errand {
  explicit Errand(const asio::any_io_executor& executor)
      : done(executor, std::chrono::steady_clock::time_point::max()) {}

  asio::steady_timer done;  // cancelled when the answer is there; touched by the loop only
  std::optional<Answer> answer;
  std::exception_ptr thrown;
};

template <class Answer>
asio::awaitable<Answer> WorkerPool::run(std::function<Answer(Worker&)> job) {
  // Without end: the threads go on as long as the pool is there.
  const bool taken = co_await places_.take(std::chrono::steady_clock::time_point::max());
  static_cast<void>(taken);
  const TakenPlace place(places_);
  auto errand = std::make_shared<Errand<Answer>>(executor_);
  push([errand, job = std::move(job), executor = executor_](Worker& worker) mutable {
    try {
      errand->answer.emplace(job(worker));
    } catch (...) {
      errand->thrown = std::current_exception();
    }
    // What the job holds may be the last of its kind (a large file): let go of it here.
    job = nullptr;
    asio::post(executor, [errand = std::move(errand)] { errand->done.cancel(); });
  });
  asio::error_code ignored;
  co_await errand->done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  if (errand->thrown) std::rethrow_exception(errand->thrown);
  co_return std::move(*errand->answer);
}

}  // namespace lmtp
