// posix_filesystem.h: the operating system's files behind the Filesystem seam.
//
// Paths below a Folder are opened with openat2(RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS); where the
// kernel or a sandbox has no openat2, component by component without following links. Publication
// is renameat2(RENAME_NOREPLACE); where the file system cannot do that, link and unlink.
//
// Shape       no state of its own
// Threads     all methods may run concurrently
// Errors      as filesystem.h says; modes are exact whatever the umask; a FIFO never blocks an open
// Durability  sync() is fsync(2). Only EINTR is tried again; any other failure is final
// Source      openat2(2), renameat2(2), fsync(2), open(2) for O_TMPFILE
#pragma once

#include "mailbox/filesystem.h"

namespace mailbox {

class PosixFilesystem final : public Filesystem {
 public:
  [[nodiscard]] Result<std::unique_ptr<Folder>> open_root(std::string_view path) override;
  [[nodiscard]] Result<std::unique_ptr<File>> create_unnamed(std::string_view path) override;
};

}  // namespace mailbox
