#include "unit/server/log_record.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace lmtp::testing {

std::string LogRecord::wait_for(const std::string& part) {
  std::unique_lock lock(lines_mutex_);
  std::string found;
  const auto there = [&] {
    const auto line = std::find_if(lines_.begin(), lines_.end(), [&](const std::string& candidate) {
      return candidate.find(part) != std::string::npos;
    });
    if (line != lines_.end()) found = *line;
    return line != lines_.end();
  };
  if (!changed_.wait_for(lock, std::chrono::minutes(1), there)) {
    throw std::runtime_error("nothing logged with: " + part);
  }
  return found;
}

std::size_t LogRecord::count(const std::string& part) {
  const std::lock_guard lock(lines_mutex_);
  return static_cast<std::size_t>(
      std::count_if(lines_.begin(), lines_.end(),
                    [&](const std::string& line) { return line.find(part) != std::string::npos; }));
}

void LogRecord::sink_it_(const spdlog::details::log_msg& message) {
  const auto level = spdlog::level::to_string_view(message.level);
  const std::lock_guard lock(lines_mutex_);
  lines_.push_back(std::string(level.data(), level.size()) + " " +
                   std::string(message.payload.data(), message.payload.size()));
  changed_.notify_all();
}

}  // namespace lmtp::testing
