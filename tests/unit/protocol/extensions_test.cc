#include "lmtpd/protocol/extensions.h"

#include <gtest/gtest.h>

namespace lmtp {
namespace {

TEST(ExtensionsTest, LhloAnnouncesThemBelowTheServersName) {
  mailbox::Limits limits;
  limits.message_octets = 1234;
  EXPECT_EQ(to_wire(lhlo_reply("mx.example.net", limits)),
            "250-mx.example.net\r\n"
            "250-PIPELINING\r\n"
            "250-ENHANCEDSTATUSCODES\r\n"
            "250-8BITMIME\r\n"
            "250-SMTPUTF8\r\n"
            "250 SIZE 1234\r\n");
}

}  // namespace
}  // namespace lmtp
