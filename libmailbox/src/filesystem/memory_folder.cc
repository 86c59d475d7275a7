#include "filesystem/memory_folder.h"

#include "filesystem/entry_name.h"
#include "mailbox/errno_status.h"

#include <fmt/format.h>

#include <cerrno>

namespace mailbox {

namespace {

constexpr std::size_t kNameOctetsMax = 255;  // NAME_MAX of every usual file system

tl::unexpected<Error> error(int error_number, std::string_view operation, std::string_view folder,
                            std::string_view relative) {
  return tl::unexpected(error_of_errno(error_number, operation, join_path(folder, relative)));
}

}  // namespace

std::shared_ptr<MemoryInode> MemoryFolder::add(std::string_view name, FileKind kind,
                                               std::uint32_t mode) {
  auto [entry, added] = inode_->entries.try_emplace(std::string(name));
  if (!added) return nullptr;
  entry->second = std::make_shared<MemoryInode>();
  entry->second->kind = kind;
  entry->second->mode = mode;
  return entry->second;
}

Result<std::unique_ptr<Folder>> MemoryFolder::open_folder(std::string_view relative) {
  const auto components = relative_components("open", path_, relative);
  if (!components) return tl::unexpected(components.error());
  const std::lock_guard lock(disk_->mutex);
  if (const int failed = disk_->begin(FileOperationKind::kOpenFolder); failed != 0) {
    return error(failed, "open", path_, relative);
  }
  const auto found = MemoryDisk::find(inode_, *components);
  if (found.error_number == ENOENT) return nullptr;
  if (found.error_number != 0) return error(found.error_number, "open", path_, relative);
  if (found.inode->kind == FileKind::kSymbolicLink) return error(ELOOP, "open", path_, relative);
  if (found.inode->kind != FileKind::kFolder) return error(ENOTDIR, "open", path_, relative);
  return std::make_unique<MemoryFolder>(disk_, found.inode, join_path(path_, relative));
}

Result<bool> MemoryFolder::create_folder(std::string_view name, std::uint32_t mode) {
  if (auto checked = check_entry_name("create", path_, name); !checked) return failure_of(checked);
  const std::lock_guard lock(disk_->mutex);
  int failed = disk_->begin(FileOperationKind::kCreateFolder);
  if (failed == 0 && name.size() > kNameOctetsMax) failed = ENAMETOOLONG;
  if (failed != 0) return error(failed, "create", path_, name);
  return add(name, FileKind::kFolder, mode) != nullptr;
}

Result<std::unique_ptr<File>> MemoryFolder::create_file(std::string_view name, std::uint32_t mode) {
  if (auto checked = check_entry_name("create", path_, name); !checked) return failure_of(checked);
  const std::lock_guard lock(disk_->mutex);
  int failed = disk_->begin(FileOperationKind::kCreateFile);
  if (failed == 0 && name.size() > kNameOctetsMax) failed = ENAMETOOLONG;
  if (failed != 0) return error(failed, "create", path_, name);
  auto added = add(name, FileKind::kRegular, mode);
  if (added == nullptr) return nullptr;
  return std::make_unique<MemoryFile>(disk_, std::move(added), join_path(path_, name),
                                      MemoryFile::Access::kWriting);
}

Result<std::unique_ptr<File>> MemoryFolder::open_file(std::string_view relative) {
  const auto components = relative_components("open", path_, relative);
  if (!components) return tl::unexpected(components.error());
  const std::lock_guard lock(disk_->mutex);
  if (const int failed = disk_->begin(FileOperationKind::kOpenFile); failed != 0) {
    return error(failed, "open", path_, relative);
  }
  const auto found = MemoryDisk::find(inode_, *components);
  if (found.error_number == ENOENT) return nullptr;
  if (found.error_number != 0) return error(found.error_number, "open", path_, relative);
  if (found.inode->kind == FileKind::kSymbolicLink) return error(ELOOP, "open", path_, relative);
  std::string path = join_path(path_, relative);
  if (found.inode->kind != FileKind::kRegular) {
    return failure(status::kMisconfigured, fmt::format("open {}: not a regular file", path));
  }
  return std::make_unique<MemoryFile>(disk_, found.inode, std::move(path),
                                      MemoryFile::Access::kReading);
}

Result<bool> MemoryFolder::publish(std::string_view name, Folder& target,
                                   std::string_view new_name) {
  auto* other = dynamic_cast<MemoryFolder*>(&target);
  if (other == nullptr || other->disk_ != disk_) {
    return failure(status::kSystemFault,
                   fmt::format("publish {} in {}: not of this file system", name, target.path()));
  }
  for (const auto& [folder, entry] : {std::pair{this, name}, std::pair{other, new_name}}) {
    auto checked = check_entry_name("publish", folder->path_, entry);
    if (!checked) return failure_of(checked);
  }
  const std::lock_guard lock(disk_->mutex);
  int failed = disk_->begin(FileOperationKind::kPublish);
  if (failed == 0 && !inode_->entries.contains(name)) failed = ENOENT;
  if (failed == 0 && new_name.size() > kNameOctetsMax) failed = ENAMETOOLONG;
  if (failed != 0) return error(failed, "publish", other->path_, new_name);
  if (other->inode_->entries.contains(new_name)) return false;
  disk_->move(inode_, std::string(name), other->inode_, std::string(new_name));
  return true;
}

Result<bool> MemoryFolder::remove_file(std::string_view name) {
  if (auto checked = check_entry_name("remove", path_, name); !checked) return failure_of(checked);
  const std::lock_guard lock(disk_->mutex);
  if (const int failed = disk_->begin(FileOperationKind::kRemoveFile); failed != 0) {
    return error(failed, "remove", path_, name);
  }
  const auto entry = inode_->entries.find(name);
  if (entry == inode_->entries.end()) return false;
  if (entry->second->kind == FileKind::kFolder) return error(EISDIR, "remove", path_, name);
  --entry->second->links;
  inode_->entries.erase(entry);
  return true;
}

Result<std::vector<std::string>> MemoryFolder::list() {
  const std::lock_guard lock(disk_->mutex);
  if (const int failed = disk_->begin(FileOperationKind::kList); failed != 0) {
    return tl::unexpected(error_of_errno(failed, "list", path_));
  }
  std::vector<std::string> names;
  for (const auto& [name, inode] : inode_->entries) names.push_back(name);
  return names;
}

Result<FileFacts> MemoryFolder::facts(std::string_view relative) {
  const auto components = relative_components("stat", path_, relative);
  if (!components) return tl::unexpected(components.error());
  const std::lock_guard lock(disk_->mutex);
  if (const int failed = disk_->begin(FileOperationKind::kFacts); failed != 0) {
    return error(failed, "stat", path_, relative);
  }
  const auto found = MemoryDisk::find(inode_, *components);
  if (found.error_number == ENOENT) return FileFacts{};
  if (found.error_number != 0) return error(found.error_number, "stat", path_, relative);
  const MemoryInode& inode = *found.inode;
  return FileFacts{.kind = inode.kind,
                   .octets = inode.octets.size(),
                   .links = inode.links,
                   .mode = inode.mode,
                   .owner = 0,
                   .group = 0,
                   .modified = inode.modified};
}

Result<void> MemoryFolder::sync() {
  const std::lock_guard lock(disk_->mutex);
  if (const int failed = disk_->begin(FileOperationKind::kSyncFolder); failed != 0) {
    return tl::unexpected(error_of_errno(failed, "sync", path_));
  }
  disk_->sync_folder(inode_);
  return {};
}

Result<std::uint64_t> MemoryFolder::free_octets() {
  const std::lock_guard lock(disk_->mutex);
  if (const int failed = disk_->begin(FileOperationKind::kFreeOctets); failed != 0) {
    return tl::unexpected(error_of_errno(failed, "stat file system of", path_));
  }
  return disk_->free_octets;
}

}  // namespace mailbox
