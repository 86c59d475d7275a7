// printable.h: text from a client, made fit for one line of a log or a terminal.
#pragma once

#include <string>
#include <string_view>

namespace mailbox {

// Control characters, DEL and octets that are not valid UTF-8 become \xNN, a backslash becomes \\;
// so do the code points that break a line (U+2028, U+2029) or turn the direction of the text. Other
// valid UTF-8 stays.
[[nodiscard]] std::string printable(std::string_view octets);

}  // namespace mailbox
