#include "filesystem/memory_folder.h"
#include "mailbox/errno_status.h"

#include <algorithm>
#include <cerrno>

namespace mailbox {

Result<void> MemoryFile::write(std::string_view octets) {
  const std::lock_guard lock(disk_->mutex);
  int error_number = disk_->begin(FileOperationKind::kWrite);
  if (inode_ == nullptr || access_ == Access::kReading) {
    error_number = EBADF;
  } else if (error_number != 0) {
    (void)disk_->append(*inode_, octets.substr(0, octets.size() / 2));
  } else {
    error_number = disk_->append(*inode_, octets);
  }
  if (error_number != 0) return tl::unexpected(error_of_errno(error_number, "write", path_));
  return {};
}

Result<std::size_t> MemoryFile::read_at(std::uint64_t offset, char* buffer,
                                        std::size_t size) const {
  const std::lock_guard lock(disk_->mutex);
  int error_number = disk_->begin(FileOperationKind::kRead);
  if (inode_ == nullptr || access_ == Access::kWriting) error_number = EBADF;
  if (error_number != 0) return tl::unexpected(error_of_errno(error_number, "read", path_));
  if (offset >= inode_->octets.size()) return 0;
  return inode_->octets.copy(buffer, size, static_cast<std::size_t>(offset));
}

Result<void> MemoryFile::sync() {
  const std::lock_guard lock(disk_->mutex);
  int error_number = disk_->begin(FileOperationKind::kSyncFile);
  if (inode_ == nullptr) error_number = EBADF;
  if (error_number != 0) {
    if (inode_ != nullptr) inode_->sync_failed = true;
    return tl::unexpected(error_of_errno(error_number, "sync", path_));
  }
  if (!inode_->sync_failed) inode_->durable_octets = inode_->octets;
  return {};
}

Result<void> MemoryFile::close() {
  const std::lock_guard lock(disk_->mutex);
  const int error_number = disk_->begin(FileOperationKind::kCloseFile);
  inode_ = nullptr;
  if (error_number != 0) return tl::unexpected(error_of_errno(error_number, "close", path_));
  return {};
}

}  // namespace mailbox
