#include "mailbox/printable.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace mailbox {
namespace {

using std::string_literals::operator""s;

TEST(PrintableTest, EscapesWhatIsNotFitForALine) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", ""},
      {"plain text, ~!", "plain text, ~!"},
      {"jürgen 日本 \xF0\x9F\x93\xAE", "jürgen 日本 \xF0\x9F\x93\xAE"},
      {"a\\b", "a\\\\b"},
      {"a\r\nb", "a\\x0D\\x0Ab"},
      {"a\tb", "a\\x09b"},
      {"\0"s, "\\x00"},
      {"\x1B[31m", "\\x1B[31m"},
      {"\x7F", "\\x7F"},
      // C1 control, line separator, right-to-left override.
      {"\xC2\x85", "\\xC2\\x85"},
      {"\xE2\x80\xA8", "\\xE2\\x80\\xA8"},
      {"\xE2\x80\xAE", "\\xE2\\x80\\xAE"},
      // No UTF-8: lone continuation, cut, overlong, surrogate.
      {"\x80", "\\x80"},
      {"\xC3", "\\xC3"},
      {"\xC3x", "\\xC3x"},
      {"\xE2\x82x", "\\xE2\\x82x"},
      {"\xC0\xAF", "\\xC0\\xAF"},
      {"\xED\xA0\x80", "\\xED\\xA0\\x80"},
      {"\xFFü", "\\xFFü"},
  };
  for (const auto& [octets, text] : rows) EXPECT_EQ(printable(octets), text);
}

RC_GTEST_PROP(PrintableTest, HasNoControlCharacterWhateverComes, ()) {
  const auto octets = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  const std::string text = printable(octets);
  for (const char octet : text) {
    RC_ASSERT(static_cast<unsigned char>(octet) >= 0x20);
    RC_ASSERT(octet != '\x7F');
  }
  // What was made printable once has nothing left to escape but its backslashes.
  std::string doubled;
  for (const char octet : text) doubled += octet == '\\' ? "\\\\" : std::string(1, octet);
  RC_ASSERT(printable(text) == doubled);
}

}  // namespace
}  // namespace mailbox
