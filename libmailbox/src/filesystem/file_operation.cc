#include "mailbox/file_operation.h"

#include <fmt/format.h>

namespace mailbox {

std::string_view to_string(FileOperationKind kind) {
  switch (kind) {
    case FileOperationKind::kOpenRoot:
      return "open_root";
    case FileOperationKind::kCreateUnnamed:
      return "create_unnamed";
    case FileOperationKind::kOpenFolder:
      return "open_folder";
    case FileOperationKind::kCreateFolder:
      return "create_folder";
    case FileOperationKind::kCreateFile:
      return "create_file";
    case FileOperationKind::kOpenFile:
      return "open_file";
    case FileOperationKind::kPublish:
      return "publish";
    case FileOperationKind::kRemoveFile:
      return "remove_file";
    case FileOperationKind::kList:
      return "list";
    case FileOperationKind::kFacts:
      return "facts";
    case FileOperationKind::kSyncFolder:
      return "sync_folder";
    case FileOperationKind::kFreeOctets:
      return "free_octets";
    case FileOperationKind::kWrite:
      return "write";
    case FileOperationKind::kRead:
      return "read";
    case FileOperationKind::kSyncFile:
      return "sync_file";
    case FileOperationKind::kCloseFile:
      return "close_file";
  }
  return "unknown";
}

std::string to_string(const FileOperation& operation) {
  std::string text = fmt::format("{} {}", to_string(operation.kind), operation.path);
  if (!operation.new_path.empty()) text += fmt::format(" -> {}", operation.new_path);
  if (operation.mode != 0) text += fmt::format(" {:04o}", operation.mode);
  if (operation.kind == FileOperationKind::kWrite) {
    text += fmt::format(" {} octets", operation.octets.size());
  }
  if (operation.end == FileOperationEnd::kNothing) text += ": nothing";
  if (operation.end == FileOperationEnd::kFailed) text += ": failed";
  return text;
}

}  // namespace mailbox
