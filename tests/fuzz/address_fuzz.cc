// Invariants: an address that was read, printed and read again is the same; it prints as one line
// without control characters; what is read without UTF-8 is read the same with it.
#include "fuzz/invariant.h"
#include "mailbox/address.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace {

using mailbox::Utf8;

void check_printed(const std::string& text) {
  fuzz::require(std::none_of(text.begin(), text.end(),
                             [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }),
                "no control character is printed");
}

void check_address(std::string_view text) {
  const auto address = mailbox::parse_address(text, Utf8::kAllowed);
  if (address) {
    const std::string printed = to_string(*address);
    check_printed(printed);
    const auto again = mailbox::parse_address(printed, Utf8::kAllowed);
    fuzz::require(again.has_value() && *again == *address, "read, print, read is stable");
  }
  const auto ascii = mailbox::parse_address(text, Utf8::kRefused);
  if (ascii) {
    fuzz::require(address.has_value() && *address == *ascii, "UTF-8 only adds");
    fuzz::require(!is_internationalized(*ascii), "without UTF-8 all octets are ASCII");
  }
}

template <class Parse>
void check_path(std::string_view text, Parse parse) {
  const auto path = parse(text, Utf8::kAllowed);
  if (!path) return;
  const std::string printed = to_string(*path);
  check_printed(printed);
  const auto again = parse("<" + printed + ">", Utf8::kAllowed);
  fuzz::require(again.has_value() && *again == *path, "read, print, read is stable for paths");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_address(text);
  check_path(text, [](std::string_view path, Utf8 utf8) {
    return mailbox::parse_reverse_path(path, utf8);
  });
  check_path(text, [](std::string_view path, Utf8 utf8) {
    return mailbox::parse_forward_path(path, utf8);
  });
  return 0;
}
