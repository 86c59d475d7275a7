// memory_folder.h: an open folder and an open file of a MemoryFilesystem.
#pragma once

#include "filesystem/memory_disk.h"

#include <memory>
#include <string>

namespace mailbox {

class MemoryFile final : public File {
 public:
  enum class Access { kReading, kWriting, kBoth };

  MemoryFile(std::shared_ptr<MemoryDisk> disk, std::shared_ptr<MemoryInode> inode, std::string path,
             Access access)
      : disk_(std::move(disk)), inode_(std::move(inode)), path_(std::move(path)), access_(access) {}

  [[nodiscard]] Result<void> write(std::string_view octets) override;
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, char* buffer,
                                            std::size_t size) const override;
  [[nodiscard]] Result<void> sync() override;
  [[nodiscard]] Result<void> close() override;

 private:
  std::shared_ptr<MemoryDisk> disk_;
  std::shared_ptr<MemoryInode> inode_;  // null: closed
  std::string path_;
  Access access_;
};

class MemoryFolder final : public Folder {
 public:
  MemoryFolder(std::shared_ptr<MemoryDisk> disk, std::shared_ptr<MemoryInode> inode,
               std::string path)
      : disk_(std::move(disk)), inode_(std::move(inode)), path_(std::move(path)) {}

  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] Result<std::unique_ptr<Folder>> open_folder(std::string_view relative) override;
  [[nodiscard]] Result<bool> create_folder(std::string_view name, std::uint32_t mode) override;
  [[nodiscard]] Result<std::unique_ptr<File>> create_file(std::string_view name,
                                                          std::uint32_t mode) override;
  [[nodiscard]] Result<std::unique_ptr<File>> open_file(std::string_view relative) override;
  [[nodiscard]] Result<bool> publish(std::string_view name, Folder& target,
                                     std::string_view new_name) override;
  [[nodiscard]] Result<bool> remove_file(std::string_view name) override;
  [[nodiscard]] Result<std::vector<std::string>> list() override;
  [[nodiscard]] Result<FileFacts> facts(std::string_view relative) override;
  [[nodiscard]] Result<void> sync() override;
  [[nodiscard]] Result<std::uint64_t> free_octets() override;

 private:
  // A new inode in this folder; null: the name is taken. Requires: the disk's mutex is held.
  [[nodiscard]] std::shared_ptr<MemoryInode> add(std::string_view name, FileKind kind,
                                                 std::uint32_t mode);

  std::shared_ptr<MemoryDisk> disk_;
  std::shared_ptr<MemoryInode> inode_;
  std::string path_;
};

}  // namespace mailbox
