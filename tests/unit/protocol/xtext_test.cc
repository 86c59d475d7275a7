#include "lmtpd/protocol/xtext.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <string>

namespace lmtp {
namespace {

struct Row {
  std::string_view text;
  std::optional<std::string_view> decoded;
};

constexpr Row kRows[] = {
    {"", ""},
    {"mx.example.net", "mx.example.net"},
    {"rfc822;ann+2Bfriends@example.net", "rfc822;ann+friends@example.net"},
    {"[UNAVAILABLE]", "[UNAVAILABLE]"},
    {"a+20b", "a b"},
    {"+3D+2B", "=+"},
    {"+41", "A"},
    {"!~", "!~"},
    {"gr+C3+BC+C3+9Fe",
     "gr\xc3\xbc\xc3\x9f"
     "e"},
    // -- no xtext --
    {"a b", std::nullopt},
    {"a=b", std::nullopt},
    {"+", std::nullopt},
    {"+2", std::nullopt},
    {"a+2", std::nullopt},
    {"+2b", std::nullopt},
    {"+2G", std::nullopt},
    {"+ 2", std::nullopt},
    {"++2B", std::nullopt},
    {"gr\xc3\xbc", std::nullopt},
    {"tab\t", std::nullopt},
    {"\x7f", std::nullopt},
};

TEST(XtextTest, DecodesStrictly) {
  for (const Row& row : kRows) EXPECT_EQ(decode_xtext(row.text), row.decoded) << row.text;
}

// CVE-2020-28021 and CVE-2020-28026: line ends that arrived encoded.
TEST(XtextTest, RefusesEveryEncodedControlCharacter) {
  for (unsigned octet = 0; octet < 256; ++octet) {
    const bool control = octet < 0x20 || octet == 0x7f;
    const auto decoded = decode_xtext(fmt::format("a+{:02X}b", octet));
    EXPECT_EQ(decoded.has_value(), !control) << octet;
    if (decoded) {
      EXPECT_EQ(*decoded, std::string("a") + static_cast<char>(octet) + "b");
    }
  }
}

}  // namespace
}  // namespace lmtp
