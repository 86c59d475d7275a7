// account.h: users and groups of the system, by name or number.
#pragma once

#include "mailbox/result.h"

#include <sys/types.h>

#include <string>

namespace lmtp {

// The empty name is (uid_t)-1, which chown(2) takes for "leave it". Fails (4.3.5) if there is none.
[[nodiscard]] mailbox::Result<uid_t> find_user(const std::string& name);
[[nodiscard]] mailbox::Result<gid_t> find_group(const std::string& name);

}  // namespace lmtp
