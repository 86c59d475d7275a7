#include "lmtpd/protocol/reply.h"

#include <gtest/gtest.h>

namespace lmtp {
namespace {

namespace status = mailbox::status;

TEST(ReplyTest, IsALineWithCodeStatusAndText) {
  EXPECT_EQ(to_wire({250, status::kRecipientOk, {"OK"}}), "250 2.1.5 OK\r\n");
  EXPECT_EQ(to_wire({452, status::kSystemFull, {"Full"}}), "452 4.3.1 Full\r\n");
}

TEST(ReplyTest, HasNoStatusWhereNoneIsGiven) {
  EXPECT_EQ(to_wire({354, std::nullopt, {"Go ahead"}}), "354 Go ahead\r\n");
}

TEST(ReplyTest, RepeatsCodeAndStatusOnEveryLine) {
  EXPECT_EQ(to_wire({214, status::kOk, {"one", "two", "three"}}),
            "214-2.0.0 one\r\n214-2.0.0 two\r\n214 2.0.0 three\r\n");
}

}  // namespace
}  // namespace lmtp
