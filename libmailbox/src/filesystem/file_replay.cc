#include "filesystem/file_record.h"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <map>
#include <memory>
#include <string>

namespace mailbox {

namespace {

struct Place {
  std::string folder;
  std::string name;
};

Place place_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return {path.substr(0, std::max<std::size_t>(slash, 1)), path.substr(slash + 1)};
}

// Does what changes the disk; reading and looking leave no trace on it.
class Replay {
 public:
  explicit Replay(MemoryFilesystem& filesystem) : filesystem_(filesystem) {}

  // False: it did not end as recorded.
  bool make(const FileOperation& operation) {
    if (operation.end == FileOperationEnd::kFailed) return fail(operation);
    if (operation.end == FileOperationEnd::kNothing) return true;
    switch (operation.kind) {
      case FileOperationKind::kCreateFolder:
        return create_folder(operation);
      case FileOperationKind::kCreateFile:
        return create_file(operation);
      case FileOperationKind::kPublish:
        return publish(operation);
      case FileOperationKind::kRemoveFile:
        return remove_file(operation);
      case FileOperationKind::kSyncFolder:
        return sync_folder(operation);
      case FileOperationKind::kWrite:
      case FileOperationKind::kSyncFile:
        return change_file(operation);
      default:
        return true;
    }
  }

 private:
  // Of all failures only that of a file's sync leaves a trace: the file will never be durable.
  bool fail(const FileOperation& operation) {
    const auto file = files_.find(operation.file);
    if (operation.kind != FileOperationKind::kSyncFile || file == files_.end()) return true;
    filesystem_.inject({.error_number = EIO, .pass = 0, .kind = FileOperationKind::kSyncFile});
    return !file->second->sync().has_value();
  }

  std::unique_ptr<Folder> folder(const std::string& path) {
    auto opened = filesystem_.open_root(path);
    return opened ? std::move(*opened) : nullptr;
  }

  bool create_folder(const FileOperation& operation) {
    const Place place = place_of(operation.path);
    const auto parent = folder(place.folder);
    if (parent == nullptr) return false;
    const auto made = parent->create_folder(place.name, operation.mode);
    return made && *made;
  }

  bool create_file(const FileOperation& operation) {
    const Place place = place_of(operation.path);
    const auto parent = folder(place.folder);
    if (parent == nullptr) return false;
    auto made = parent->create_file(place.name, operation.mode);
    if (!made || *made == nullptr) return false;
    files_[operation.file] = std::move(*made);
    return true;
  }

  bool publish(const FileOperation& operation) {
    const Place from = place_of(operation.path);
    const Place to = place_of(operation.new_path);
    const auto source = folder(from.folder);
    const auto target = folder(to.folder);
    if (source == nullptr || target == nullptr) return false;
    const auto moved = source->publish(from.name, *target, to.name);
    return moved && *moved;
  }

  bool remove_file(const FileOperation& operation) {
    const Place place = place_of(operation.path);
    const auto parent = folder(place.folder);
    if (parent == nullptr) return false;
    const auto removed = parent->remove_file(place.name);
    return removed && *removed;
  }

  bool sync_folder(const FileOperation& operation) {
    const auto opened = folder(operation.path);
    return opened != nullptr && opened->sync().has_value();
  }

  // An unnamed file, or one opened for reading, is not among files_: nothing to do.
  bool change_file(const FileOperation& operation) {
    const auto file = files_.find(operation.file);
    if (file == files_.end()) return true;
    const bool writes = operation.kind == FileOperationKind::kWrite;
    return (writes ? file->second->write(operation.octets) : file->second->sync()).has_value();
  }

  MemoryFilesystem& filesystem_;
  std::map<std::uint64_t, std::unique_ptr<File>> files_;
};

}  // namespace

void replay_operations(const std::vector<FileOperation>& operations, std::size_t prefix_length,
                       MemoryFilesystem& filesystem) {
  Replay replay(filesystem);
  for (std::size_t index = 0; index < std::min(prefix_length, operations.size()); ++index) {
    [[maybe_unused]] const bool as_recorded = replay.make(operations[index]);
    assert(as_recorded && "the start given to RecordingFilesystem was not what was there");
  }
}

}  // namespace mailbox
