// ownership.h: what root makes for a service belongs to the service. `sudo mailboxctl init` in a
// folder of the user finalhop must not leave a database there that finalhop cannot write.
//
// Errors      the errno's status, with path and words
#pragma once

#include "mailbox/result.h"

#include <string>

namespace mailboxctl {

// Gives the entry at `path`, just made by this process, to the owner and group of the folder it
// lies in. Does nothing when this process is not root, or owns the folder.
[[nodiscard]] mailbox::Result<void> adopt_owner(const std::string& path);

}  // namespace mailboxctl
