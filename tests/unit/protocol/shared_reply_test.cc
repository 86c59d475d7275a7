#include "lmtpd/protocol/shared_reply.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lmtp {
namespace {

namespace status = mailbox::status;
using mailbox::Address;
using mailbox::Outcome;

std::vector<mailbox::ForwardPath> recipients(std::size_t count) {
  std::vector<mailbox::ForwardPath> paths;
  for (std::size_t i = 0; i < count; ++i) paths.push_back({Address{"r" + std::to_string(i), "x"}});
  return paths;
}

std::string reply_to(const std::vector<Outcome>& outcomes) {
  return to_wire(shared_reply(recipients(outcomes.size()), outcomes));
}

std::string closing(const std::vector<Outcome>& outcomes) {
  return to_wire(closing_reply(outcomes));
}

const Outcome kStored{status::kOk, "stored", {}};
const Outcome kHeld = outcome_of(status::kHeldBack);
const Outcome kLoop{status::kMailLoop, "Loop", {}};
const Outcome kFull{status::kMailboxFull, "Full", {}};
const Outcome kBusy{status::kMailboxBusy, "Busy", {}};
const Outcome kFault{status::kSystemFault, "Fault", {}};

TEST(SharedReplyTest, TellsEverySuccess) {
  EXPECT_EQ(reply_to({kStored}), "250 2.0.0 stored\r\n");
  EXPECT_EQ(reply_to({{status::kOk, "<a> 1", {}}, {status::kOk, "<b> 2", {}}}),
            "250 2.0.0 <a> 1, <b> 2\r\n");
}

TEST(SharedReplyTest, TellsNoMoreThanFitsALine) {
  const std::vector<Outcome> outcomes(1000, {status::kOk, std::string(100, 'x'), {}});
  const std::string reply = reply_to(outcomes);
  EXPECT_LT(reply.size(), 512U);
  EXPECT_TRUE(reply.ends_with("x, and 998 more\r\n")) << reply;
}

TEST(SharedReplyTest, NamesWhoFailedAndNotWhoWasHeldBack) {
  EXPECT_EQ(reply_to({kHeld, kLoop, kHeld, kFull}),
            "554-5.4.6 <r1@x>: Loop\r\n"
            "554-5.4.6 <r3@x>: Full\r\n"
            "554 5.4.6 Not delivered to any of 4\r\n");
}

TEST(SharedReplyTest, IsTemporaryAsSoonAsOneFailureIs) {
  EXPECT_EQ(reply_to({kLoop, kBusy, kFault}),
            "450-4.2.0 <r0@x>: Loop\r\n"
            "450-4.2.0 <r1@x>: Busy\r\n"
            "450-4.2.0 <r2@x>: Fault\r\n"
            "450 4.2.0 Not delivered to any of 3\r\n");
}

TEST(SharedReplyTest, IsOneLineWhereAllFailedAlike) {
  EXPECT_EQ(reply_to({kBusy}), "450 4.2.0 Busy\r\n");
  EXPECT_EQ(reply_to({kFull, kFull, kFull}), "552 5.2.2 Full\r\n");
  EXPECT_EQ(reply_to({kHeld, kHeld}),
            "451 4.5.0 Not delivered because another recipient's delivery failed\r\n");
}

TEST(SharedReplyTest, IsNoSuccessIfOneFailed) {
  EXPECT_EQ(reply_to({kStored, kLoop}), "554 5.4.6 <r1@x>: Loop\r\n");
  EXPECT_EQ(reply_to({kStored, kFull, kHeld}), "552 5.2.2 <r1@x>: Full\r\n");
  EXPECT_TRUE(reply_to({kStored, kHeld}).starts_with("451 4.5.0 Not delivered because"));
}

TEST(SharedReplyTest, NamesABoundedNumberOnBoundedLines) {
  std::vector<Outcome> outcomes(1000, {status::kMailboxBusy, std::string(1000, 'x'), {}});
  outcomes.front() = kLoop;
  const Reply reply = shared_reply(recipients(outcomes.size()), outcomes);
  ASSERT_EQ(reply.lines.size(), kNamedRecipientsMax + 2);
  EXPECT_EQ(reply.lines[kNamedRecipientsMax], "and 993 more");
  // Exim's buffer for a whole reply has 4096 octets.
  EXPECT_LT(to_wire(reply).size(), 4096U);
}

TEST(SharedReplyTest, HasNoControlCharactersAndNoEightBit) {
  const std::vector<mailbox::ForwardPath> paths = {{Address{"jürgen", "x"}}, {Address{"a", "x"}}};
  const std::vector<Outcome> outcomes = {{status::kMailLoop, "one\r\ntwo\\", {}}, kHeld};
  EXPECT_EQ(to_wire(shared_reply(paths, outcomes)),
            "554-5.4.6 <j\\xc3\\xbcrgen@x>: one\\x0D\\x0Atwo\\\\\r\n"
            "554 5.4.6 Not delivered to any of 2\r\n");
}

TEST(ClosingReplyTest, IsGoodIfItIsSoForAnybody) {
  EXPECT_EQ(closing({kStored, kLoop, kBusy}), "250 2.0.0 Accepted for 1 of 3 recipients\r\n");
  EXPECT_EQ(closing({kLoop, kFull}), "554 5.4.6 Accepted for 0 of 2 recipients\r\n");
  EXPECT_EQ(closing({kLoop, kBusy}), "450 4.2.0 Accepted for 0 of 2 recipients\r\n");
}

}  // namespace
}  // namespace lmtp
