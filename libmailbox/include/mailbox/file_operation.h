// file_operation.h: one call through the Filesystem seam, as a value that can be counted, failed,
// printed and done again.
//
// Shape       paths are absolute; a file is known by its number, since its name may change while it
//             is open
// Source      filesystem.h: one kind per method
#pragma once

#include "mailbox/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace mailbox {

enum class FileOperationKind {
  kOpenRoot,
  kCreateUnnamed,
  kOpenFolder,
  kCreateFolder,
  kCreateFile,
  kOpenFile,
  kPublish,
  kRemoveFile,
  kList,
  kFacts,
  kSyncFolder,
  kFreeOctets,
  kWrite,
  kRead,
  kSyncFile,
  kCloseFile,
};

// How it ended.
enum class FileOperationEnd {
  kDone,
  kNothing,  // an ordinary "not there" or "already there": nothing was changed
  kFailed,
};

struct FileOperation {
  FileOperationKind kind = FileOperationKind::kOpenRoot;
  std::string path;
  std::string new_path;    // of a publication
  std::uint32_t mode = 0;  // of a creation
  std::uint64_t file = 0;  // of operations on an open file, and of those that open one
  std::string octets;      // of a write
  FileOperationEnd end = FileOperationEnd::kDone;

  friend bool operator==(const FileOperation&, const FileOperation&) = default;
};

// "sync_folder".
[[nodiscard]] std::string_view to_string(FileOperationKind kind);

// "publish /mail/tmp/1 -> /mail/new/1", "write /mail/tmp/1 512 octets", "open_folder /mail/new:
// nothing".
[[nodiscard]] std::string to_string(const FileOperation& operation);

}  // namespace mailbox
