#include "lmtpd/server/worker_pool.h"

#include <utility>

namespace lmtp {

WorkerPool::WorkerPool(asio::any_io_executor executor, Size size,
                       std::function<Worker()> make_worker)
    : executor_(executor), places_(std::move(executor), size.threads + size.queue) {
  threads_.reserve(size.threads);
  for (std::size_t i = 0; i < size.threads; ++i) {
    threads_.emplace_back([this, make_worker] { work(make_worker); });
  }
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    jobs_.clear();
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerPool::push(Job job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
}

void WorkerPool::work(const std::function<Worker()>& make_worker) {
  Worker worker = make_worker();
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
    if (ending_) return;
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job(worker);
  }
}

}  // namespace lmtp
