#include "lmtpd/protocol/reply_text.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace lmtp {
namespace {

constexpr int kCount = static_cast<int>(FixedReply::kTlsUnasked) + 1;

TEST(ReplyTextTest, EveryReplyHasAStatusOfItsClassButGreetingAnd354) {
  for (int i = 0; i < kCount; ++i) {
    const auto name = static_cast<FixedReply>(i);
    const Reply reply = fixed_reply(name, "mx.example.net");
    SCOPED_TRACE(to_wire(reply));
    const bool none = name == FixedReply::kGreeting || name == FixedReply::kStartContent;
    ASSERT_EQ(reply.status.has_value(), !none);
    if (reply.status) {
      EXPECT_EQ(reply.status->status_class, reply.code / 100);
    }
  }
}

TEST(ReplyTextTest, EveryCodeIsOneThatAnRfcDefines) {
  // RFC 5321 §4.2.3 (those that a final hop can give), RFC 4954 §6, RFC 3207 §4.
  const std::set<int> codes = {214, 220, 221, 250, 252, 354, 421, 450, 451, 452, 454, 500,
                               501, 502, 503, 504, 530, 535, 538, 550, 552, 553, 554, 555};
  for (int i = 0; i < kCount; ++i) {
    const Reply reply = fixed_reply(static_cast<FixedReply>(i), "mx.example.net");
    EXPECT_EQ(codes.count(reply.code), 1U) << to_wire(reply);
  }
}

TEST(ReplyTextTest, EveryReplyIsOneShortPrintableLine) {
  for (int i = 0; i < kCount; ++i) {
    for (const Protocol protocol : {Protocol::kLmtp, Protocol::kSmtp}) {
      const Reply reply = fixed_reply(static_cast<FixedReply>(i), "mx.example.net", protocol);
      ASSERT_EQ(reply.lines.size(), 1U);
      EXPECT_FALSE(reply.lines.front().empty());
      EXPECT_LT(reply.lines.front().size(), 100U);
      for (const char c : reply.lines.front()) EXPECT_TRUE(c >= ' ' && c < '\x7f' && c != '{');
    }
  }
}

TEST(ReplyTextTest, NamesTheServerInGreetingAndFarewell) {
  EXPECT_EQ(to_wire(fixed_reply(FixedReply::kGreeting, "mx.example.net")),
            "220 mx.example.net LMTP Finalhop ready\r\n");
  EXPECT_EQ(to_wire(fixed_reply(FixedReply::kGreeting, "mx.example.net", Protocol::kSmtp)),
            "220 mx.example.net ESMTP Finalhop ready\r\n");
  EXPECT_EQ(to_wire(fixed_reply(FixedReply::kGoodbye, "mx.example.net")),
            "221 2.0.0 mx.example.net closing connection\r\n");
}

}  // namespace
}  // namespace lmtp
