// posix_open.h: opening below a folder without ever leaving it.
//
// Shape       as the system calls: an invalid Descriptor and errno on failure
// Errors      ELOOP or ENOTDIR for a symbolic link on the way or at its end
// Source      openat2(2); open(2) for O_NOFOLLOW
#pragma once

#include "filesystem/descriptor.h"

#include <string>

namespace mailbox {

// Opens `relative` below `folder` with `flags` (O_CLOEXEC is added).
// Requires: every component of `relative` is an entry name (entry_name.h).
[[nodiscard]] Descriptor open_beneath(int folder, const std::string& relative, int flags);

// The same without openat2: each component by itself, no link followed.
[[nodiscard]] Descriptor open_by_component(int folder, const std::string& relative, int flags);

}  // namespace mailbox
