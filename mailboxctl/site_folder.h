// site_folder.h: the making of one folder of a site, with all that are missing above it.
//
// Errors      the file system's, and 4.3.5 when something else stands in a folder's place
#pragma once

#include "mailbox/filesystem.h"
#include "mailbox/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace mailboxctl {

// Adds the paths it made to `made`. Folders above get mode 0755. Each belongs to the owner of the
// folder it lies in (ownership.h), and is synced. Requires: `path` is absolute.
[[nodiscard]] mailbox::Result<void> make_folder(mailbox::Filesystem& filesystem,
                                                const std::string& path, std::uint32_t mode,
                                                std::vector<std::string>& made);

}  // namespace mailboxctl
