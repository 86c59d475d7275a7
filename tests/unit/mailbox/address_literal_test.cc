#include "types/address_literal.h"

#include <gtest/gtest.h>

namespace mailbox {
namespace {

TEST(AddressLiteralTest, ReadsIpv4WithFourDecimalNumbersUpTo255) {
  for (const char* text : {"0.0.0.0", "192.0.2.1", "255.255.255.255", "127.000.000.001"}) {
    EXPECT_TRUE(is_address_literal(text)) << text;
  }
  for (const char* text : {"", ".", "1.2.3", "1.2.3.4.5", "1..2.3", "1.2.3.", ".1.2.3", "256.1.1.1",
                           "1.2.3.0256", "1.2.3.x", "0x1.2.3.4", "1.2.3.4 ", "-1.2.3.4"}) {
    EXPECT_FALSE(is_address_literal(text)) << text;
  }
}

TEST(AddressLiteralTest, ReadsIpv6InAllItsForms) {
  for (const char* text :
       {"IPv6:1:2:3:4:5:6:7:8", "ipv6:2001:DB8::1", "IPv6:::", "IPv6:::1",
        "IPv6:1::", "IPv6:1:2:3:4:5:6::", "IPv6:1:2:3:4:5:6:7::", "IPv6:0000:0:0:0:0:0:0:0001",
        "IPv6:1:2:3:4:5:6:192.0.2.1", "IPv6:::192.0.2.1", "IPv6:1:2::192.0.2.1"}) {
    EXPECT_TRUE(is_address_literal(text)) << text;
  }
  for (const char* text : {"IPv6:",
                           "IPv6:1",
                           "IPv6:1:2:3:4:5:6:7",
                           "IPv6:1:2:3:4:5:6:7:8:9",
                           "IPv6::1",
                           "IPv6:1:",
                           "IPv6:1:::2",
                           "IPv6:1::2::3",
                           "IPv6:1:2:3:4:5:6:7:8::",
                           "IPv6:::1:2:3:4:5:6:7:8",
                           "IPv6:12345::",
                           "IPv6:g::",
                           "IPv6:192.0.2.1",
                           "IPv6:192.0.2.1::",
                           "IPv6:::192.0.2.1:1",
                           "IPv6:::192.0.2",
                           "IPv6:1:2:3:4:5:6:7:192.0.2.1",
                           "IPv6: ::1",
                           "IPv6:::1 ",
                           "IPv6:::1%lo"}) {
    EXPECT_FALSE(is_address_literal(text)) << text;
  }
}

TEST(AddressLiteralTest, ReadsAnyTagWithVisibleContent) {
  for (const char* text : {"x:y", "X-400:c=de", "4:!", "tag:a:b", "tag:<>@\"", "tag:^~"}) {
    EXPECT_TRUE(is_address_literal(text)) << text;
  }
  for (const char* text : {":", "tag:", ":x", "tag-:x", "t_g:x", "a.b:x", "tag: ", "tag:[", "tag:]",
                           "tag:\\", "tag:\t", "tag:\x7F", "tag:\xC3\xBC"}) {
    EXPECT_FALSE(is_address_literal(text)) << text;
  }
}

}  // namespace
}  // namespace mailbox
