#include "mailbox/posix_filesystem.h"

#include "filesystem/descriptor.h"
#include "filesystem/entry_name.h"
#include "filesystem/posix_file.h"
#include "filesystem/posix_folder.h"
#include "mailbox/errno_status.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <random>

namespace mailbox {

namespace {

constexpr mode_t kUnnamedMode = 0600;
constexpr int kNameTries = 10;

// For file systems without O_TMPFILE: a name that lives for the time of two system calls.
Descriptor create_and_unlink(const std::string& folder_path) {
  const Descriptor folder(::open(folder_path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid()) return {};
  std::random_device random;
  for (int tries = 0; tries < kNameTries; ++tries) {
    const std::string name = fmt::format(".unnamed-{:08x}{:08x}", random(), random());
    Descriptor made(::openat(folder.number(), name.c_str(),
                             O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kUnnamedMode));
    if (made.valid() && ::unlinkat(folder.number(), name.c_str(), 0) != 0) return {};
    if (made.valid() || errno != EEXIST) return made;
  }
  return {};
}

bool no_unnamed_files_here(int error_number) {
  return error_number == EOPNOTSUPP || error_number == EISDIR || error_number == EINVAL;
}

}  // namespace

Result<std::unique_ptr<Folder>> PosixFilesystem::open_root(std::string_view path) {
  if (auto checked = check_absolute_path("open", path); !checked) return failure_of(checked);
  std::string text(path);
  Descriptor opened(
      unless_interrupted([&] { return ::open(text.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  if (opened.valid()) return std::make_unique<PosixFolder>(std::move(opened), std::move(text));
  if (errno == ENOENT) return nullptr;
  return tl::unexpected(error_of_errno(errno, "open", path));
}

Result<std::unique_ptr<File>> PosixFilesystem::create_unnamed(std::string_view path) {
  if (auto checked = check_absolute_path("create unnamed in", path); !checked) {
    return failure_of(checked);
  }
  const std::string text(path);
  // O_EXCL: nobody can give it a name later.
  Descriptor made(unless_interrupted(
      [&] { return ::open(text.c_str(), O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, kUnnamedMode); }));
  if (!made.valid() && no_unnamed_files_here(errno)) made = create_and_unlink(text);
  if (!made.valid() || ::fchmod(made.number(), kUnnamedMode) != 0) {
    return tl::unexpected(error_of_errno(errno, "create unnamed in", path));
  }
  return std::make_unique<PosixFile>(std::move(made), join_path(path, "(unnamed)"));
}

}  // namespace mailbox
