// errno_status.h: the one table from errno to status. Called on the line where the system call
// failed.
//
// Source      docs/durability.md, "From errno to status"
#pragma once

#include "mailbox/result.h"

#include <string_view>

namespace mailbox {

[[nodiscard]] EnhancedStatus status_of_errno(int error_number);

// "open /var/mail/x: Permission denied (EACCES)" with its status.
[[nodiscard]] Error error_of_errno(int error_number, std::string_view operation,
                                   std::string_view path);

}  // namespace mailbox
