#include "mailbox/recording_filesystem.h"

#include "filesystem/entry_name.h"
#include "filesystem/file_record.h"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace mailbox {

namespace {

using Kind = FileOperationKind;
using End = FileOperationEnd;

End always_done(const auto&) {
  return End::kDone;
}
End done_if_true(bool done) {
  return done ? End::kDone : End::kNothing;
}
End done_if_opened(const auto& opened) {
  return opened == nullptr ? End::kNothing : End::kDone;
}

FileOperation on_folder(Kind kind, const std::string& path) {
  return {.kind = kind, .path = path, .new_path = {}, .octets = {}};
}

FileOperation on_entry(Kind kind, const std::string& folder, std::string_view relative) {
  return on_folder(kind, join_path(folder, relative));
}

class RecordingFile final : public File {
 public:
  RecordingFile(std::shared_ptr<FileRecord> record, std::unique_ptr<File> file, std::string path,
                std::uint64_t number)
      : record_(std::move(record)),
        file_(std::move(file)),
        path_(std::move(path)),
        number_(number) {}

  Result<void> write(std::string_view octets) override {
    FileOperation written = operation(Kind::kWrite);
    written.octets = octets;
    return record_->add(std::move(written), [&] { return file_->write(octets); });
  }

  Result<std::size_t> read_at(std::uint64_t offset, char* buffer, std::size_t size) const override {
    return record_->add(
        operation(Kind::kRead), [&] { return file_->read_at(offset, buffer, size); },
        always_done<std::size_t>);
  }

  Result<void> sync() override {
    return record_->add(operation(Kind::kSyncFile), [&] { return file_->sync(); });
  }

  Result<void> close() override {
    return record_->add(operation(Kind::kCloseFile), [&] { return file_->close(); });
  }

 private:
  FileOperation operation(Kind kind) const {
    FileOperation made = on_folder(kind, path_);
    made.file = number_;
    return made;
  }

  std::shared_ptr<FileRecord> record_;
  std::unique_ptr<File> file_;
  std::string path_;
  std::uint64_t number_;
};

// Wraps what was opened, unless nothing was.
Result<std::unique_ptr<File>> recorded(Result<std::unique_ptr<File>> opened,
                                       const std::shared_ptr<FileRecord>& record,
                                       const FileOperation& operation) {
  if (!opened || *opened == nullptr) return opened;
  return std::make_unique<RecordingFile>(record, std::move(*opened), operation.path,
                                         operation.file);
}

class RecordingFolder final : public Folder {
 public:
  RecordingFolder(std::shared_ptr<FileRecord> record, std::unique_ptr<Folder> folder)
      : record_(std::move(record)), folder_(std::move(folder)) {}

  const std::string& path() const override { return folder_->path(); }

  Result<std::unique_ptr<Folder>> open_folder(std::string_view relative) override {
    auto opened = record_->add(
        on_entry(Kind::kOpenFolder, path(), relative),
        [&] { return folder_->open_folder(relative); }, done_if_opened<std::unique_ptr<Folder>>);
    if (!opened || *opened == nullptr) return opened;
    return std::make_unique<RecordingFolder>(record_, std::move(*opened));
  }

  Result<bool> create_folder(std::string_view name, std::uint32_t mode) override {
    FileOperation operation = on_entry(Kind::kCreateFolder, path(), name);
    operation.mode = mode;
    return record_->add(
        std::move(operation), [&] { return folder_->create_folder(name, mode); }, done_if_true);
  }

  Result<std::unique_ptr<File>> create_file(std::string_view name, std::uint32_t mode) override {
    FileOperation operation = on_entry(Kind::kCreateFile, path(), name);
    operation.mode = mode;
    operation.file = record_->next_file();
    auto made = record_->add(
        operation, [&] { return folder_->create_file(name, mode); },
        done_if_opened<std::unique_ptr<File>>);
    return recorded(std::move(made), record_, operation);
  }

  Result<std::unique_ptr<File>> open_file(std::string_view relative) override {
    FileOperation operation = on_entry(Kind::kOpenFile, path(), relative);
    operation.file = record_->next_file();
    auto opened = record_->add(
        operation, [&] { return folder_->open_file(relative); },
        done_if_opened<std::unique_ptr<File>>);
    return recorded(std::move(opened), record_, operation);
  }

  Result<bool> publish(std::string_view name, Folder& target, std::string_view new_name) override {
    auto* other = dynamic_cast<RecordingFolder*>(&target);
    if (other == nullptr) {
      return failure(status::kSystemFault,
                     fmt::format("publish {} in {}: not of this file system", name, target.path()));
    }
    FileOperation operation = on_entry(Kind::kPublish, path(), name);
    operation.new_path = join_path(target.path(), new_name);
    return record_->add(
        std::move(operation), [&] { return folder_->publish(name, *other->folder_, new_name); },
        done_if_true);
  }

  Result<bool> remove_file(std::string_view name) override {
    return record_->add(
        on_entry(Kind::kRemoveFile, path(), name), [&] { return folder_->remove_file(name); },
        done_if_true);
  }

  Result<std::vector<std::string>> list() override {
    return record_->add(
        on_folder(Kind::kList, path()), [&] { return folder_->list(); },
        always_done<std::vector<std::string>>);
  }

  Result<FileFacts> facts(std::string_view relative) override {
    return record_->add(
        on_entry(Kind::kFacts, path(), relative), [&] { return folder_->facts(relative); },
        [](const FileFacts& facts) { return done_if_true(facts.links > 0); });
  }

  Result<void> sync() override {
    return record_->add(on_folder(Kind::kSyncFolder, path()), [&] { return folder_->sync(); });
  }

  Result<std::uint64_t> free_octets() override {
    return record_->add(
        on_folder(Kind::kFreeOctets, path()), [&] { return folder_->free_octets(); },
        always_done<std::uint64_t>);
  }

 private:
  std::shared_ptr<FileRecord> record_;
  std::unique_ptr<Folder> folder_;
};

}  // namespace

RecordingFilesystem::RecordingFilesystem(Filesystem& underlying, const MemoryFilesystem& start)
    : underlying_(underlying),
      start_(start.after(Survival::kEverything)),
      record_(std::make_shared<FileRecord>()) {}

RecordingFilesystem::~RecordingFilesystem() = default;

Result<std::unique_ptr<Folder>> RecordingFilesystem::open_root(std::string_view path) {
  auto opened = record_->add(
      on_folder(Kind::kOpenRoot, std::string(path)), [&] { return underlying_.open_root(path); },
      done_if_opened<std::unique_ptr<Folder>>);
  if (!opened || *opened == nullptr) return opened;
  return std::make_unique<RecordingFolder>(record_, std::move(*opened));
}

Result<std::unique_ptr<File>> RecordingFilesystem::create_unnamed(std::string_view path) {
  FileOperation operation = on_folder(Kind::kCreateUnnamed, join_path(path, "(unnamed)"));
  operation.file = record_->next_file();
  auto made = record_->add(
      operation, [&] { return underlying_.create_unnamed(path); },
      done_if_opened<std::unique_ptr<File>>);
  return recorded(std::move(made), record_, operation);
}

std::vector<FileOperation> RecordingFilesystem::operations() const {
  return record_->operations();
}

MemoryFilesystem RecordingFilesystem::replay(std::size_t prefix_length, Survival survival) const {
  MemoryFilesystem disk = start_.after(Survival::kEverything);
  replay_operations(record_->operations(), prefix_length, disk);
  return disk.after(survival);
}

}  // namespace mailbox
