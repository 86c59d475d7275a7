#include "mailbox/status.h"

#include <gtest/gtest.h>

#include <array>

namespace mailbox {
namespace {

TEST(StatusTest, PrintsItsThreeNumbers) {
  EXPECT_EQ(to_string(status::kMailboxFullForNow), "4.2.2");
  EXPECT_EQ(to_string(status::kOk), "2.0.0");
  EXPECT_EQ(to_string(EnhancedStatus{5, 10, 123}), "5.10.123");
}

TEST(StatusTest, KnowsItsClass) {
  EXPECT_TRUE(status::kRecipientOk.success());
  EXPECT_TRUE(status::kSystemFull.temporary());
  EXPECT_TRUE(status::kMailLoop.permanent());
  EXPECT_FALSE(status::kMailLoop.temporary());
}

TEST(StatusTest, HasASentenceForEveryNamedCode) {
  constexpr std::array kFailures = {
      status::kMailboxBusy,     status::kMailboxFullForNow,  status::kSystemFault,
      status::kSystemFull,      status::kNotAccepting,       status::kMisconfigured,
      status::kTimedOut,        status::kTooManyRecipients,  status::kTooManyErrors,
      status::kNoSuchMailbox,   status::kBadRecipientSyntax, status::kBadSenderSyntax,
      status::kMailboxDisabled, status::kMailboxFull,        status::kMessageTooLarge,
      status::kMailLoop,        status::kBadSequence,        status::kSyntax,
      status::kBadParameter,    status::kUtf8Required,       status::kNotOurDomain,
      status::kHeldBack,        status::kLogInFailed,
  };
  for (const EnhancedStatus status : kFailures) {
    EXPECT_NE(reason_for(status), "Permanent failure") << to_string(status);
    EXPECT_NE(reason_for(status), "Temporary failure") << to_string(status);
  }
}

TEST(StatusTest, GivesUnnamedCodesTheirClassSentence) {
  EXPECT_EQ(reason_for({2, 9, 9}), "OK");
  EXPECT_EQ(reason_for({4, 9, 9}), "Temporary failure");
  EXPECT_EQ(reason_for({5, 9, 9}), "Permanent failure");
}

}  // namespace
}  // namespace mailbox
