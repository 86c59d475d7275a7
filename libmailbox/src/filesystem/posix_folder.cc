#include "filesystem/posix_folder.h"

#include "filesystem/entry_name.h"
#include "filesystem/posix_file.h"
#include "filesystem/posix_open.h"
#include "mailbox/errno_status.h"

#include <fmt/format.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>  // renameat2
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace mailbox {

namespace {

FileKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return FileKind::kRegular;
  if (S_ISDIR(mode)) return FileKind::kFolder;
  if (S_ISLNK(mode)) return FileKind::kSymbolicLink;
  return FileKind::kOther;
}

FileFacts facts_of(const struct stat& facts) {
  const auto modified =
      std::chrono::seconds(facts.st_mtim.tv_sec) + std::chrono::nanoseconds(facts.st_mtim.tv_nsec);
  return {.kind = kind_of(facts.st_mode),
          .octets = static_cast<std::uint64_t>(facts.st_size),
          .links = facts.st_nlink,
          .mode = facts.st_mode & 07777,
          .owner = facts.st_uid,
          .group = facts.st_gid,
          .modified = std::chrono::system_clock::time_point(
              std::chrono::duration_cast<std::chrono::system_clock::duration>(modified))};
}

// Gives the new folder `name` its exact mode. The umask may have taken from us the right to open
// it; then the name has to do, and still no link is followed.
bool set_folder_mode(int folder, const std::string& name, std::uint32_t mode) {
  const Descriptor made(
      ::openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (made.valid()) return ::fchmod(made.number(), mode) == 0;
  return errno == EACCES && ::fchmodat(folder, name.c_str(), mode, AT_SYMLINK_NOFOLLOW) == 0;
}

// Publication where the file system knows no RENAME_NOREPLACE. link(2) refuses to overwrite, too.
bool link_and_unlink(int from, const std::string& name, int to, const std::string& new_name) {
  if (::linkat(from, name.c_str(), to, new_name.c_str(), 0) != 0) return false;
  // The entry is published whatever becomes of its old name; a leftover is no failure of that.
  ::unlinkat(from, name.c_str(), 0);
  return true;
}

tl::unexpected<Error> not_regular(const std::string& path) {
  return failure(status::kMisconfigured, fmt::format("open {}: not a regular file", path));
}

}  // namespace

tl::unexpected<Error> PosixFolder::error(std::string_view operation,
                                         std::string_view relative) const {
  const int error_number = errno;  // before anything else can change it
  return tl::unexpected(error_of_errno(error_number, operation,
                                       relative.empty() ? path_ : join_path(path_, relative)));
}

Result<std::unique_ptr<Folder>> PosixFolder::open_folder(std::string_view relative) {
  auto components = relative_components("open", path_, relative);
  if (!components) return failure_of(components);
  Descriptor opened =
      open_beneath(descriptor_.number(), std::string(relative), O_RDONLY | O_DIRECTORY);
  if (opened.valid()) {
    return std::make_unique<PosixFolder>(std::move(opened), join_path(path_, relative));
  }
  if (errno == ENOENT) return nullptr;
  return error("open", relative);
}

Result<bool> PosixFolder::create_folder(std::string_view name, std::uint32_t mode) {
  if (auto checked = check_entry_name("create", path_, name); !checked) return failure_of(checked);
  const std::string entry(name);
  if (::mkdirat(descriptor_.number(), entry.c_str(), mode) != 0) {
    if (errno == EEXIST) return false;
    return error("create", name);
  }
  if (set_folder_mode(descriptor_.number(), entry, mode)) return true;
  auto failed = error("set mode of", name);
  ::unlinkat(descriptor_.number(), entry.c_str(), AT_REMOVEDIR);
  return failed;
}

Result<std::unique_ptr<File>> PosixFolder::create_file(std::string_view name, std::uint32_t mode) {
  if (auto checked = check_entry_name("create", path_, name); !checked) return failure_of(checked);
  const std::string entry(name);
  Descriptor made(unless_interrupted([&] {
    return ::openat(descriptor_.number(), entry.c_str(),
                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  }));
  if (!made.valid()) {
    if (errno == EEXIST) return nullptr;
    return error("create", name);
  }
  if (::fchmod(made.number(), mode) != 0) {
    auto failed = error("set mode of", name);
    ::unlinkat(descriptor_.number(), entry.c_str(), 0);
    return failed;
  }
  return std::make_unique<PosixFile>(std::move(made), join_path(path_, name));
}

Result<std::unique_ptr<File>> PosixFolder::open_file(std::string_view relative) {
  auto components = relative_components("open", path_, relative);
  if (!components) return failure_of(components);
  // O_NONBLOCK: opening a FIFO would wait for its writer.
  Descriptor opened =
      open_beneath(descriptor_.number(), std::string(relative), O_RDONLY | O_NONBLOCK | O_NOCTTY);
  std::string path = join_path(path_, relative);
  if (!opened.valid()) {
    if (errno == ENOENT) return nullptr;
    if (errno == ENXIO || errno == ENODEV) return not_regular(path);  // a socket, a dead device
    return error("open", relative);
  }
  struct stat facts{};
  if (::fstat(opened.number(), &facts) != 0) return error("stat", relative);
  if (!S_ISREG(facts.st_mode)) return not_regular(path);
  return std::make_unique<PosixFile>(std::move(opened), std::move(path));
}

Result<bool> PosixFolder::publish(std::string_view name, Folder& target,
                                  std::string_view new_name) {
  auto* other = dynamic_cast<PosixFolder*>(&target);
  if (other == nullptr) {
    return failure(status::kSystemFault,
                   fmt::format("publish {} in {}: not of this file system", name, target.path()));
  }
  for (const auto& [folder, entry] : {std::pair{this, name}, std::pair{other, new_name}}) {
    auto checked = check_entry_name("publish", folder->path_, entry);
    if (!checked) return failure_of(checked);
  }
  const std::string from(name);
  const std::string to(new_name);
  if (::renameat2(descriptor_.number(), from.c_str(), other->descriptor_.number(), to.c_str(),
                  RENAME_NOREPLACE) == 0) {
    return true;
  }
  if ((errno == EINVAL || errno == ENOSYS) &&
      link_and_unlink(descriptor_.number(), from, other->descriptor_.number(), to)) {
    return true;
  }
  if (errno == EEXIST) return false;
  return other->error("publish", new_name);
}

Result<bool> PosixFolder::remove_file(std::string_view name) {
  if (auto checked = check_entry_name("remove", path_, name); !checked) return failure_of(checked);
  if (::unlinkat(descriptor_.number(), std::string(name).c_str(), 0) == 0) return true;
  if (errno == ENOENT) return false;
  return error("remove", name);
}

Result<std::vector<std::string>> PosixFolder::list() {
  // An own open file, because the position in it is shared by all that use one.
  const int own = ::openat(descriptor_.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (own < 0) return error("list", "");
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(own), &::closedir);
  if (stream == nullptr) {
    auto failed = error("list", "");
    ::close(own);
    return failed;
  }
  std::vector<std::string> names;
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());
    if (entry == nullptr) break;
    if (const std::string_view name(entry->d_name); is_entry_name(name)) names.emplace_back(name);
  }
  if (errno != 0) return error("list", "");
  return names;
}

Result<FileFacts> PosixFolder::facts(std::string_view relative) {
  auto components = relative_components("stat", path_, relative);
  if (!components) return failure_of(components);
  Descriptor parent;
  int at = descriptor_.number();
  if (const std::size_t slash = relative.rfind('/'); slash != std::string_view::npos) {
    parent = open_beneath(at, std::string(relative.substr(0, slash)), O_PATH | O_DIRECTORY);
    if (!parent.valid()) {
      if (errno == ENOENT) return FileFacts{};
      return error("stat", relative);
    }
    at = parent.number();
  }
  struct stat found{};
  if (::fstatat(at, components->back().c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0) {
    return facts_of(found);
  }
  if (errno == ENOENT) return FileFacts{};
  return error("stat", relative);
}

Result<void> PosixFolder::sync() {
  const int synced = unless_interrupted([&] { return ::fsync(descriptor_.number()); });
  if (synced != 0) return error("sync", "");
  return {};
}

Result<std::uint64_t> PosixFolder::free_octets() {
  struct statvfs facts{};
  const int told = unless_interrupted([&] { return ::fstatvfs(descriptor_.number(), &facts); });
  if (told != 0) return error("stat file system of", "");
  return static_cast<std::uint64_t>(facts.f_bavail) * facts.f_frsize;
}

}  // namespace mailbox
