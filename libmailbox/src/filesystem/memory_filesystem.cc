#include "mailbox/memory_filesystem.h"

#include "filesystem/entry_name.h"
#include "filesystem/memory_disk.h"
#include "filesystem/memory_folder.h"
#include "mailbox/errno_status.h"

#include <cerrno>
#include <utility>

namespace mailbox {

namespace {

std::shared_ptr<MemoryInode> inode_of(FileKind kind, std::uint32_t mode,
                                      std::string_view octets = {}) {
  auto inode = std::make_shared<MemoryInode>();
  inode->kind = kind;
  inode->mode = mode;
  inode->octets = octets;
  return inode;
}

}  // namespace

MemoryFilesystem::MemoryFilesystem() : disk_(std::make_shared<MemoryDisk>()) {}
MemoryFilesystem::MemoryFilesystem(std::shared_ptr<MemoryDisk> disk) : disk_(std::move(disk)) {}
MemoryFilesystem::MemoryFilesystem(MemoryFilesystem&&) noexcept = default;
MemoryFilesystem& MemoryFilesystem::operator=(MemoryFilesystem&&) noexcept = default;
MemoryFilesystem::~MemoryFilesystem() = default;

Result<std::unique_ptr<Folder>> MemoryFilesystem::open_root(std::string_view path) {
  if (auto checked = check_absolute_path("open", path); !checked) return failure_of(checked);
  const std::lock_guard lock(disk_->mutex);
  int failed = disk_->begin(FileOperationKind::kOpenRoot);
  MemoryDisk::Found found = disk_->find(path);
  if (failed == 0) failed = found.error_number;
  if (failed == ENOENT) return nullptr;
  // Links have no target here, so this one leads nowhere.
  if (failed == 0 && found.inode->kind == FileKind::kSymbolicLink) return nullptr;
  if (failed == 0 && found.inode->kind != FileKind::kFolder) failed = ENOTDIR;
  if (failed != 0) return tl::unexpected(error_of_errno(failed, "open", path));
  return std::make_unique<MemoryFolder>(disk_, std::move(found.inode), std::string(path));
}

Result<std::unique_ptr<File>> MemoryFilesystem::create_unnamed(std::string_view path) {
  constexpr std::string_view kOperation = "create unnamed in";
  if (auto checked = check_absolute_path(kOperation, path); !checked) return failure_of(checked);
  const std::lock_guard lock(disk_->mutex);
  int failed = disk_->begin(FileOperationKind::kCreateUnnamed);
  const MemoryDisk::Found found = disk_->find(path);
  if (failed == 0) failed = found.error_number;
  if (failed == 0 && found.inode->kind != FileKind::kFolder) failed = ENOTDIR;
  if (failed != 0) return tl::unexpected(error_of_errno(failed, kOperation, path));
  auto inode = inode_of(FileKind::kRegular, 0600);
  inode->links = 0;
  return std::make_unique<MemoryFile>(disk_, std::move(inode), join_path(path, "(unnamed)"),
                                      MemoryFile::Access::kBoth);
}

void MemoryFilesystem::put_folder(std::string_view path, std::uint32_t mode) {
  const std::lock_guard lock(disk_->mutex);
  disk_->put(path, inode_of(FileKind::kFolder, mode));
}

void MemoryFilesystem::put_file(std::string_view path, std::string_view octets,
                                std::uint32_t mode) {
  const std::lock_guard lock(disk_->mutex);
  disk_->put(path, inode_of(FileKind::kRegular, mode, octets));
}

void MemoryFilesystem::put_symbolic_link(std::string_view path) {
  const std::lock_guard lock(disk_->mutex);
  disk_->put(path, inode_of(FileKind::kSymbolicLink, 0777));
}

void MemoryFilesystem::put_other(std::string_view path) {
  const std::lock_guard lock(disk_->mutex);
  disk_->put(path, inode_of(FileKind::kOther, 0644));
}

void MemoryFilesystem::set_free_octets(std::uint64_t octets) {
  const std::lock_guard lock(disk_->mutex);
  disk_->free_octets = octets;
}

std::optional<std::string> MemoryFilesystem::octets_of(std::string_view path) const {
  const std::lock_guard lock(disk_->mutex);
  const MemoryDisk::Found found = disk_->find(path);
  if (found.inode == nullptr || found.inode->kind != FileKind::kRegular) return std::nullopt;
  return found.inode->octets;
}

std::vector<std::string> MemoryFilesystem::names_in(std::string_view path) const {
  const std::lock_guard lock(disk_->mutex);
  std::vector<std::string> names;
  const MemoryDisk::Found found = disk_->find(path);
  if (found.inode == nullptr) return names;
  for (const auto& [name, inode] : found.inode->entries) names.push_back(name);
  return names;
}

void MemoryFilesystem::inject(InjectedFailure failure) {
  const std::lock_guard lock(disk_->mutex);
  disk_->failures.push_back(failure);
}

std::uint64_t MemoryFilesystem::operations() const {
  const std::lock_guard lock(disk_->mutex);
  return disk_->operations;
}

MemoryFilesystem MemoryFilesystem::after(Survival survival) const {
  const std::lock_guard lock(disk_->mutex);
  return MemoryFilesystem(disk_->after(survival));
}

}  // namespace mailbox
