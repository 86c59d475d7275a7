// recording_filesystem.h: a Filesystem that passes everything on to another one, writes down each
// operation, and can say what a crash after any of them would have left.
//
// Shape       the record is a vector of FileOperation in the order in which they ended
// Owns        the record; borrows the underlying Filesystem, which must outlive it and all that was
//             opened through it
// Threads     all methods may run concurrently; operations are then made one after the other, so
//             that the record is what happened
// Errors      the underlying Filesystem's
// Source      memory_filesystem.h for what survives
#pragma once

#include "mailbox/file_operation.h"
#include "mailbox/filesystem.h"
#include "mailbox/memory_filesystem.h"

#include <memory>
#include <vector>

namespace mailbox {

class FileRecord;

class RecordingFilesystem final : public Filesystem {
 public:
  // `start` is what `underlying` holds now, as far as the operations to come will touch it.
  RecordingFilesystem(Filesystem& underlying, const MemoryFilesystem& start);
  ~RecordingFilesystem() override;

  [[nodiscard]] Result<std::unique_ptr<Folder>> open_root(std::string_view path) override;
  [[nodiscard]] Result<std::unique_ptr<File>> create_unnamed(std::string_view path) override;

  [[nodiscard]] std::vector<FileOperation> operations() const;

  // The start and the first `prefix_length` operations on it, and then a crash. A failed operation
  // changes nothing, but for a file's sync, after which the file can never be durable. Unnamed
  // files are left out, since no crash leaves anything of them.
  [[nodiscard]] MemoryFilesystem replay(std::size_t prefix_length, Survival survival) const;

 private:
  Filesystem& underlying_;
  MemoryFilesystem start_;
  std::shared_ptr<FileRecord> record_;
};

}  // namespace mailbox
