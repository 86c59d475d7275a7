// escapes.h: octets written as text, in the manner of C: \r \n \t \0 \\ \xNN; all else is itself.
// And as AUTH writes them: base64 (RFC 4648 §4).
#pragma once

#include <tl/expected.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace dialogs {

[[nodiscard]] tl::expected<std::string, std::string> unescape(std::string_view text);

[[nodiscard]] std::string repeated(std::string_view octets, std::size_t times);

[[nodiscard]] std::string to_base64(std::string_view octets);

}  // namespace dialogs
