// reply_match.h: replies out of the server's octets, and whether they are the expected ones.
#pragma once

#include "dialogs/script.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dialogs {

// Takes one whole reply, as its lines without CRLF, from the front of `octets`. None: it is not
// whole yet. A line that has no reply's form is a reply of its own.
[[nodiscard]] std::optional<std::vector<std::string>> take_reply(std::string& octets);

// A pattern matches a line that begins with it, at the end of a word: `250 2.1` does not match
// `250 2.1.5 OK`.
[[nodiscard]] bool matches(const ServerReplies& expected, const std::vector<std::string>& reply);

// Both in words, for the report of a failure.
[[nodiscard]] std::string mismatch(const ServerReplies& expected,
                                   const std::vector<std::string>& reply);

}  // namespace dialogs
