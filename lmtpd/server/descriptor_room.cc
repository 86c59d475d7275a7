#include "lmtpd/server/descriptor_room.h"

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <system_error>

namespace lmtp {
namespace {

// A worker's database, the folders down to a mailbox, the file that it writes, a spool file.
constexpr std::size_t kPerWorker = 12;

}  // namespace

std::size_t clients_within(std::size_t limit, std::size_t used, std::size_t workers) {
  const std::size_t left = limit - std::min(limit, used);
  // Where little is left, half of it is the deliveries': fewer at a time, and the rest gets 452.
  const std::size_t kept = std::min(workers * kPerWorker, left / 2);
  return std::max<std::size_t>(left - kept, 1);
}

std::size_t descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) {
    return std::numeric_limits<std::size_t>::max();
  }
  return limit.rlim_cur;
}

std::size_t open_descriptors() {
  std::error_code error;
  std::filesystem::directory_iterator folder("/proc/self/fd", error);
  std::size_t count = 0;
  for (const std::filesystem::directory_iterator end; !error && folder != end;
       folder.increment(error)) {
    ++count;
  }
  return count;
}

}  // namespace lmtp
