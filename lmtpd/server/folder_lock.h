// folder_lock.h: an advisory lock on the folder of a UNIX socket, so that of two servers that start
// at once only one looks at the socket and replaces it at a time.
//
// Owns        the folder's descriptor, and the lock with it
#pragma once

#include "mailbox/result.h"

#include <string>

namespace lmtp {

class FolderLock {
 public:
  // Waits for the lock on the folder that holds `path`: nobody keeps it for long.
  [[nodiscard]] static mailbox::Result<FolderLock> of_parent(const std::string& path);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace lmtp
