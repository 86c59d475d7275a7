// utf8.h: strict reading of UTF-8, one code point at a time.
//
// Errors      none given: no overlong forms, no surrogates, nothing above U+10FFFF, no cut sequence
// Source      RFC 3629 §4 (the grammar), §10 (why strictness is a matter of security)
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace mailbox {

struct CodePoint {
  char32_t value = 0;
  std::size_t octets = 0;  // its length in UTF-8, 1 to 4

  friend bool operator==(const CodePoint&, const CodePoint&) = default;
};

// The code point that `octets` begins with. None: `octets` is empty or begins with no valid
// sequence.
[[nodiscard]] std::optional<CodePoint> first_code_point(std::string_view octets);

[[nodiscard]] bool is_valid_utf8(std::string_view octets);

// C0, DEL and C1.
[[nodiscard]] constexpr bool is_control(char32_t code_point) {
  return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
}

}  // namespace mailbox
