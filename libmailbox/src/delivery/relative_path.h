// relative_path.h: what may be a mailbox' path below the mail root.
//
// Why here    the Folder refuses paths that leave it too; here the administrator learns why
#pragma once

#include "mailbox/result.h"

#include <string_view>

namespace mailbox {

// Fails (4.3.5) for a path that is empty, absolute, or has a component that is empty, "." or "..",
// or a control character.
[[nodiscard]] Result<void> check_relative_path(std::string_view path);

}  // namespace mailbox
