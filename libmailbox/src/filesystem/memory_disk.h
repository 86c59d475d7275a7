// memory_disk.h: the files and folders of a MemoryFilesystem, apart from their names, and what of
// them is durable.
//
// Shape       an inode is a file or a folder; entries are names for inodes, kept in their folder
// Threads     `mutex` guards everything, inodes included; hold it for each call below
#pragma once

#include "mailbox/memory_filesystem.h"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace mailbox {

struct MemoryInode;
using MemoryEntries = std::map<std::string, std::shared_ptr<MemoryInode>, std::less<>>;

struct MemoryInode {
  FileKind kind = FileKind::kRegular;
  std::uint32_t mode = 0;
  std::uint64_t links = 1;
  std::chrono::system_clock::time_point modified = std::chrono::system_clock::now();
  std::string octets;
  std::string durable_octets;
  bool sync_failed = false;  // what was not durable then never will be, whatever sync() says later
  MemoryEntries entries;
  MemoryEntries durable_entries;
};

// A move that no sync has made durable yet.
struct MemoryMove {
  std::shared_ptr<MemoryInode> inode;
  std::shared_ptr<MemoryInode> from;
  std::string name;
  std::shared_ptr<MemoryInode> to;
  std::string new_name;
};

class MemoryDisk {
 public:
  MemoryDisk();

  // Counts an operation; the error number it is to fail with, or 0.
  [[nodiscard]] int begin(FileOperationKind kind);

  // What `relative` names below `folder`, or an error number: ENOENT, ENOTDIR, ELOOP.
  struct Found {
    std::shared_ptr<MemoryInode> inode;
    int error_number = 0;
  };
  [[nodiscard]] static Found find(std::shared_ptr<MemoryInode> folder,
                                  const std::vector<std::string>& components);
  [[nodiscard]] Found find(std::string_view absolute) const;

  // Requires: `name` is an entry of `from`, `new_name` none of `to`.
  void move(const std::shared_ptr<MemoryInode>& from, const std::string& name,
            const std::shared_ptr<MemoryInode>& to, const std::string& new_name);
  void sync_folder(const std::shared_ptr<MemoryInode>& folder);

  // An error number, or 0.
  [[nodiscard]] int append(MemoryInode& file, std::string_view octets);

  // Puts `inode` at the absolute path, durably, with the folders on the way.
  void put(std::string_view path, std::shared_ptr<MemoryInode> inode);

  [[nodiscard]] std::shared_ptr<MemoryDisk> after(Survival survival) const;

  mutable std::mutex mutex;
  std::shared_ptr<MemoryInode> root;
  std::vector<InjectedFailure> failures;
  std::uint64_t operations = 0;
  std::uint64_t free_octets = std::uint64_t{1} << 40;

 private:
  std::vector<MemoryMove> moves_;
};

}  // namespace mailbox
