#include "lmtpd/protocol/base64.h"

#include <gtest/gtest.h>

#include <string>

namespace lmtp {
namespace {

using namespace std::string_view_literals;

struct Row {
  std::string_view text;
  std::optional<std::string_view> decoded;
};

constexpr Row kRows[] = {
    {"", ""},
    {"Zg==", "f"},
    {"Zm8=", "fo"},
    {"Zm9v", "foo"},
    {"Zm9vYg==", "foob"},
    {"+/+/", "\xfb\xff\xbf"},
    {"AGFubgBzZWNyZXQ=", "\0ann\0secret"sv},
    {"AAAA", "\0\0\0"sv},
    // -- lengths that are none --
    {"Z", std::nullopt},
    {"Zg", std::nullopt},
    {"Zm8", std::nullopt},
    {"Zg=", std::nullopt},
    {"Zm9vY", std::nullopt},
    {"Zm9vYg", std::nullopt},
    {"Zm9vYg=", std::nullopt},
    // -- padding where it does not belong --
    {"=", std::nullopt},
    {"==", std::nullopt},
    {"===", std::nullopt},
    {"====", std::nullopt},
    {"Z===", std::nullopt},
    {"Zg==Zm9v", std::nullopt},
    {"Zg==Zg==", std::nullopt},
    {"Zm=v", std::nullopt},
    {"Zm9v====", std::nullopt},
    {"Zm9vZ===", std::nullopt},
    // -- bits that stand for nothing --
    {"Zh==", std::nullopt},
    {"Zv==", std::nullopt},
    {"Zm9=", std::nullopt},
    // -- octets that are not in the alphabet --
    {"Zm9v\r\n", std::nullopt},
    {" Zm9v", std::nullopt},
    {"Zm 9v===", std::nullopt},
    {"Zm9-", std::nullopt},
    {"Zm9_", std::nullopt},
    {"Zm9*", std::nullopt},
    {"Zm9\0"sv, std::nullopt},
    {"Zm9\xc3"sv, std::nullopt},
};

TEST(Base64Test, DecodesStrictly) {
  for (const Row& row : kRows) {
    const auto decoded = decode_base64(row.text);
    ASSERT_EQ(decoded.has_value(), row.decoded.has_value()) << row.text;
    if (decoded) {
      EXPECT_EQ(decoded->view(), *row.decoded) << row.text;
    }
  }
}

// CVE-2018-6789: a length that is no multiple of four.
TEST(Base64Test, TakesOnlyLengthsThatAreMultiplesOfFour) {
  for (std::size_t octets = 0; octets <= 1024; ++octets) {
    const auto decoded = decode_base64(std::string(octets, 'A'));
    EXPECT_EQ(decoded.has_value(), octets % 4 == 0) << octets;
    if (decoded) {
      EXPECT_EQ(decoded->view(), std::string(octets / 4 * 3, '\0'));
    }
  }
}

}  // namespace
}  // namespace lmtp
