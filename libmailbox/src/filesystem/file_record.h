// file_record.h: what a RecordingFilesystem writes down, shared by the folders and files it opened.
//
// Threads     keeps one operation at a time going
#pragma once

#include "mailbox/file_operation.h"
#include "mailbox/memory_filesystem.h"

#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace mailbox {

class FileRecord {
 public:
  // Makes `call`, and writes it down as `operation` with the end that `end_of` reads from its
  // result.
  template <class Call, class EndOf>
  auto add(FileOperation operation, Call call, EndOf end_of) {
    const std::lock_guard lock(mutex_);
    auto result = call();
    operation.end = result ? end_of(*result) : FileOperationEnd::kFailed;
    operations_.push_back(std::move(operation));
    return result;
  }

  // The same for a call without a result.
  template <class Call>
  Result<void> add(FileOperation operation, Call call) {
    const std::lock_guard lock(mutex_);
    Result<void> result = call();
    operation.end = result ? FileOperationEnd::kDone : FileOperationEnd::kFailed;
    operations_.push_back(std::move(operation));
    return result;
  }

  [[nodiscard]] std::uint64_t next_file() {
    const std::lock_guard lock(mutex_);
    return ++files_;
  }

  [[nodiscard]] std::vector<FileOperation> operations() const {
    const std::lock_guard lock(mutex_);
    return operations_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<FileOperation> operations_;
  std::uint64_t files_ = 0;
};

// Does `operations` again on `filesystem`, which is as it was when the first of them was recorded.
void replay_operations(const std::vector<FileOperation>& operations, std::size_t prefix_length,
                       MemoryFilesystem& filesystem);

}  // namespace mailbox
