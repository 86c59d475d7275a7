#include "filesystem/posix_file.h"

#include "mailbox/errno_status.h"

#include <unistd.h>

namespace mailbox {

Result<void> PosixFile::write(std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t written = unless_interrupted(
        [&] { return ::write(descriptor_.number(), octets.data(), octets.size()); });
    if (written < 0) return tl::unexpected(error_of_errno(errno, "write", path_));
    // Nothing written and no reason given: going on would never end.
    if (written == 0) return tl::unexpected(error_of_errno(EIO, "write", path_));
    octets.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<std::size_t> PosixFile::read_at(std::uint64_t offset, char* buffer, std::size_t size) const {
  std::size_t total = 0;
  while (total < size) {
    const ssize_t octets = unless_interrupted([&] {
      return ::pread(descriptor_.number(), buffer + total, size - total,
                     static_cast<off_t>(offset + total));
    });
    if (octets < 0) return tl::unexpected(error_of_errno(errno, "read", path_));
    if (octets == 0) break;
    total += static_cast<std::size_t>(octets);
  }
  return total;
}

Result<void> PosixFile::sync() {
  const int synced = unless_interrupted([&] { return ::fsync(descriptor_.number()); });
  if (synced != 0) return tl::unexpected(error_of_errno(errno, "sync", path_));
  return {};
}

Result<void> PosixFile::close() {
  if (!descriptor_.valid()) return {};
  // Linux has given the descriptor back also when it says EINTR: a second close would hit another
  // file.
  if (::close(descriptor_.release()) != 0 && errno != EINTR) {
    return tl::unexpected(error_of_errno(errno, "close", path_));
  }
  return {};
}

}  // namespace mailbox
