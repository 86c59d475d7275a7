// filesystem.h: the one seam to the operating system's files.
//
// A Folder is an open directory. Everything below it is reached through it, by relative paths that
// cannot leave it: no "..", no absolute path, no symbolic link on the way (openat2 with
// RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS in the POSIX implementation). Whoever was handed a Folder
// can touch nothing else.
//
// Shape       Filesystem opens roots and spool files; Folder makes, finds, publishes and syncs
//             entries; File is one open file
// Owns        Files and Folders own their descriptor and close it when destroyed
// Threads     Filesystem and Folder: const and non-const methods may run concurrently. File: one
//             thread at a time, except read_at, which is safe beside itself
// Units       sizes in octets, modes as in chmod(2)
// Errors      a Result fails with the status of the errno (errno_status.h) and a text that has the
//             operation, the path and the errno's words. What is ordinary is in the type instead: a
//             null pointer or `false` says "not there" or "already there", as each method says
// Durability  nothing is durable before sync(): a file's octets by File::sync, a folder's entries
//             (creations, publications, removals) by Folder::sync
// Source      openat2(2), renameat2(2), fsync(2)
#pragma once

#include "mailbox/result.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mailbox {

enum class FileKind { kRegular, kFolder, kSymbolicLink, kOther };

// What stat(2) tells of an entry, links not followed.
struct FileFacts {
  FileKind kind = FileKind::kOther;
  std::uint64_t octets = 0;
  std::uint64_t links = 0;
  std::uint32_t mode = 0;  // permission bits only
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
  std::chrono::system_clock::time_point modified;
};

class File {
 public:
  virtual ~File() = default;

  // Appends all of `octets`, or fails; a short write is gone on with, EINTR is tried again.
  [[nodiscard]] virtual Result<void> write(std::string_view octets) = 0;

  // Reads up to `size` octets from `offset` into `buffer`; fewer only at the end of the file.
  [[nodiscard]] virtual Result<std::size_t> read_at(std::uint64_t offset, char* buffer,
                                                    std::size_t size) const = 0;

  // Makes the octets durable. A failure is final: the file's content is unknown, and a later
  // success on it would mean nothing. Remove it.
  [[nodiscard]] virtual Result<void> sync() = 0;

  // Closes and reports what close(2) reports (NFS and quota errors come here). The destructor
  // closes too, silently.
  [[nodiscard]] virtual Result<void> close() = 0;
};

class Folder {
 public:
  virtual ~Folder() = default;

  // Where this folder is, for texts and logs only.
  [[nodiscard]] virtual const std::string& path() const = 0;

  // Opens a folder below. Null: there is no such entry. A symbolic link anywhere in `relative` or a
  // file in a folder's place is an error (4.3.5).
  [[nodiscard]] virtual Result<std::unique_ptr<Folder>> open_folder(std::string_view relative) = 0;

  // Makes the folder `name` with exactly `mode`, whatever the umask. False: it was there already
  // (as anything). Not durable before sync() of this folder.
  [[nodiscard]] virtual Result<bool> create_folder(std::string_view name, std::uint32_t mode) = 0;

  // Makes the file `name` with exactly `mode`, whatever the umask, and opens it for writing. Null:
  // an entry of that name exists. Never follows a link, never truncates.
  [[nodiscard]] virtual Result<std::unique_ptr<File>> create_file(std::string_view name,
                                                                  std::uint32_t mode) = 0;

  // Opens a regular file below for reading. Null: there is none.
  [[nodiscard]] virtual Result<std::unique_ptr<File>> open_file(std::string_view relative) = 0;

  // Moves the entry `name` of this folder to `new_name` in `target`, atomically and never over an
  // existing entry. False: `new_name` exists; nothing was moved. Atomic is not durable: sync
  // `target`.
  [[nodiscard]] virtual Result<bool> publish(std::string_view name, Folder& target,
                                             std::string_view new_name) = 0;

  // Removes the file `name`. False: there was none.
  [[nodiscard]] virtual Result<bool> remove_file(std::string_view name) = 0;

  // The names of the entries, without "." and "..", in no order.
  [[nodiscard]] virtual Result<std::vector<std::string>> list() = 0;

  // What is known of an entry below. FileFacts with links == 0: there is none.
  [[nodiscard]] virtual Result<FileFacts> facts(std::string_view relative) = 0;

  // Makes this folder's entries durable.
  [[nodiscard]] virtual Result<void> sync() = 0;

  // Octets that an unprivileged user may still write on this file system.
  [[nodiscard]] virtual Result<std::uint64_t> free_octets() = 0;
};

class Filesystem {
 public:
  virtual ~Filesystem() = default;

  // Opens a folder by absolute path, which the administrator has chosen: links in it are followed.
  // Null: there is none.
  [[nodiscard]] virtual Result<std::unique_ptr<Folder>> open_root(std::string_view path) = 0;

  // Makes an unnamed file (mode 0600) in the folder at `path`, for writing and reading. It vanishes
  // with its descriptor, also when the process is killed.
  [[nodiscard]] virtual Result<std::unique_ptr<File>> create_unnamed(std::string_view path) = 0;
};

}  // namespace mailbox
