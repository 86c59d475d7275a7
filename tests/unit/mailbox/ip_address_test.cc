#include "mailbox/ip_address.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace mailbox {
namespace {

using namespace std::string_view_literals;

struct Row {
  std::string_view text;
  std::optional<std::string_view> written;  // none: no address
};

constexpr Row kRows[] = {
    // -- IPv4 --
    {"192.0.2.1", "192.0.2.1"},
    {"0.0.0.0", "0.0.0.0"},
    {"255.255.255.255", "255.255.255.255"},
    {"192.0.2", std::nullopt},
    {"192.0.2.256", std::nullopt},
    {"192.0.2.01", std::nullopt},
    {"192.0.2.1.", std::nullopt},
    {" 192.0.2.1", std::nullopt},
    {"0x7f.0.0.1", std::nullopt},
    {"3221225985", std::nullopt},
    // -- IPv6 --
    {"2001:DB8::1", "2001:db8::1"},
    {"2001:db8:0:0:0:0:0:1", "2001:db8::1"},
    {"::", "::"},
    {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
    {"2001:db8::1::2", std::nullopt},
    {"2001:db8", std::nullopt},
    {"fe80::1%eth0", std::nullopt},
    {"IPv6:2001:db8::1", std::nullopt},
    {"[2001:db8::1]", std::nullopt},
    {"12345::", std::nullopt},
    // -- neither --
    {"", std::nullopt},
    {"mx.example.net", std::nullopt},
    {"192.0.2.1\0"sv, std::nullopt},
    {"192.0.2.1\0.9"sv, std::nullopt},
    {"192.0.2.1\r\n", std::nullopt},
    {"0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000", std::nullopt},
};

TEST(IpAddressTest, ParsesAddressesAndNothingElse) {
  for (const Row& row : kRows) {
    const auto address = parse_ip_address(row.text);
    ASSERT_EQ(address.has_value(), row.written.has_value()) << row.text;
    if (address) {
      EXPECT_EQ(to_string(*address), *row.written);
    }
  }
}

TEST(IpAddressTest, ComparesByOctets) {
  EXPECT_EQ(parse_ip_address("2001:db8::1"), parse_ip_address("2001:DB8:0::1"));
  EXPECT_NE(parse_ip_address("192.0.2.1"), parse_ip_address("::192.0.2.1"));
  EXPECT_EQ(parse_ip_address("1.2.3.4")->octets[3], 4);
}

TEST(IpAddressTest, WritesTheTagOfAnAddressLiteral) {
  EXPECT_EQ(to_tagged_string(*parse_ip_address("192.0.2.1")), "192.0.2.1");
  EXPECT_EQ(to_tagged_string(*parse_ip_address("2001:db8::1")), "IPv6:2001:db8::1");
}

}  // namespace
}  // namespace mailbox
