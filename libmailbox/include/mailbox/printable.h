// printable.h: text from a client, made fit for one line of a log or a terminal.
#pragma once

#include <string>
#include <string_view>

namespace mailbox {

// Control characters, DEL and octets that are not valid UTF-8 become \xNN, a backslash becomes \\.
// The result has no line break.
[[nodiscard]] std::string printable(std::string_view octets);

}  // namespace mailbox
