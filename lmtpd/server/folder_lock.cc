#include "lmtpd/server/folder_lock.h"

#include "mailbox/errno_status.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace lmtp {

mailbox::Result<FolderLock> FolderLock::of_parent(const std::string& path) {
  const std::string parent = path.substr(0, path.rfind('/') + 1);
  const int descriptor = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return tl::unexpected(mailbox::error_of_errno(errno, "open", parent));
  FolderLock lock(descriptor);
  while (::flock(descriptor, LOCK_EX) != 0) {
    if (errno != EINTR) return tl::unexpected(mailbox::error_of_errno(errno, "flock", parent));
  }
  return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace lmtp
