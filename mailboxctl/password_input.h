// password_input.h: a new password from whoever runs the program. Never from an argument: those
// can be seen by every user of the machine.
//
// Errors      5.5.4 for an empty password, two that differ, an input that cannot be asked
#pragma once

#include "mailbox/result.h"

#include <string>

namespace mailboxctl {

// The first line of standard input, without its line end.
[[nodiscard]] mailbox::Result<std::string> read_password_line();

// Asks twice on the terminal, without echo.
[[nodiscard]] mailbox::Result<std::string> ask_password(const std::string& address);

}  // namespace mailboxctl
