// memory_filesystem.h: a Filesystem in memory that knows what a power cut would leave of it.
//
// It keeps each file's and folder's present state beside the state that was last made durable, can
// be told to fail, and can be cut off. For tests, of this library and of programs that use it.
//
// Shape       holds the folder "/" at first. Names and paths as in filesystem.h; owner and group
//             are 0, permissions are kept and not enforced, there are no hard links
// Owns        everything in it; Folders and Files may outlive the MemoryFilesystem
// Threads     all methods may run concurrently
// Errors      those that the POSIX implementation gives for the same call, and those injected
// Durability  as little as POSIX promises: a file's octets last only from its sync(), an entry only
//             from its folder's sync(). A move is one step: the first sync of either folder makes
//             both sides durable, and until then the file is found under its old name (as measured
//             on ext4 and XFS). After a failed File::sync a later one succeeds and means nothing,
//             as in Linux
// Source      fsync(2); docs/durability.md
#pragma once

#include "mailbox/file_operation.h"
#include "mailbox/filesystem.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mailbox {

class MemoryDisk;

// What the end of the process, or of the power, leaves.
enum class Survival {
  kEverything,          // the process was killed, the kernel lives: all that was done is there
  kSyncedOnly,          // the power was cut: only what was made durable
  kEntriesWithoutData,  // the same, but all entries had reached the disk before their files' octets
};

// A failure to come: `pass` operations of the kind (none: of any kind) succeed, the next one fails.
// A failing write leaves the first half of its octets, as a disk that gets full does.
struct InjectedFailure {
  int error_number = 0;
  std::size_t pass = 0;
  std::optional<FileOperationKind> kind;
};

class MemoryFilesystem final : public Filesystem {
 public:
  MemoryFilesystem();
  MemoryFilesystem(MemoryFilesystem&&) noexcept;
  MemoryFilesystem& operator=(MemoryFilesystem&&) noexcept;
  ~MemoryFilesystem() override;

  [[nodiscard]] Result<std::unique_ptr<Folder>> open_root(std::string_view path) override;
  [[nodiscard]] Result<std::unique_ptr<File>> create_unnamed(std::string_view path) override;

  // Furnishing: what lies there, durably, before a test begins. Paths are absolute; missing folders
  // on the way are made (0755). An entry that is there is replaced.
  void put_folder(std::string_view path, std::uint32_t mode = 0755);
  void put_file(std::string_view path, std::string_view octets, std::uint32_t mode = 0644);
  void put_symbolic_link(std::string_view path);
  void put_other(std::string_view path);  // a FIFO, a socket, a device
  // What free_octets() says from now on, less what is written; a write of more fails with ENOSPC.
  // Removing gives nothing back.
  void set_free_octets(std::uint64_t octets);

  // Looking, past the seam: nothing here is counted as an operation.
  [[nodiscard]] std::optional<std::string> octets_of(std::string_view path) const;  // none: no file
  [[nodiscard]] std::vector<std::string> names_in(std::string_view path) const;     // sorted

  void inject(InjectedFailure failure);
  [[nodiscard]] std::uint64_t operations() const;  // that went through the seam so far

  // A copy that shares nothing, in which all open files are closed: what is found after a crash.
  [[nodiscard]] MemoryFilesystem after(Survival survival) const;

 private:
  explicit MemoryFilesystem(std::shared_ptr<MemoryDisk> disk);
  std::shared_ptr<MemoryDisk> disk_;
};

}  // namespace mailbox
