// log_record.h: a log that keeps its lines, so that a test can wait for one.
//
// Threads     all methods may run concurrently
#pragma once

#include <spdlog/sinks/base_sink.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

namespace lmtp::testing {

class LogRecord final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  // Waits until there is a line that holds `part`, and returns it with its level in front.
  std::string wait_for(const std::string& part);
  [[nodiscard]] std::size_t count(const std::string& part);

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

 private:
  std::mutex lines_mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
};

}  // namespace lmtp::testing
