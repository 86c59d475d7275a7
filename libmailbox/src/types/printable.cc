#include "mailbox/printable.h"

#include "types/utf8.h"

#include <fmt/format.h>

#include <iterator>

namespace mailbox {

namespace {

// Code points that would break a line or turn the direction of the text around them.
bool misleads_readers(char32_t value) {
  return is_control(value) || value == 0x2028 || value == 0x2029 ||
         (value >= 0x202A && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069);
}

void append_escaped(std::string& text, std::string_view octets) {
  for (const char octet : octets) {
    fmt::format_to(std::back_inserter(text), "\\x{:02X}", static_cast<unsigned char>(octet));
  }
}

}  // namespace

std::string printable(std::string_view octets) {
  std::string text;
  text.reserve(octets.size());
  while (!octets.empty()) {
    const auto code_point = first_code_point(octets);
    const std::string_view next = octets.substr(0, code_point ? code_point->octets : 1);
    if (!code_point || misleads_readers(code_point->value)) {
      append_escaped(text, next);
    } else if (next == "\\") {
      text += "\\\\";
    } else {
      text += next;
    }
    octets.remove_prefix(next.size());
  }
  return text;
}

}  // namespace mailbox
