#include "mailbox/outcome.h"

#include <gtest/gtest.h>

namespace mailbox {
namespace {

TEST(OutcomeTest, CarriesTheStatusPublicSentence) {
  const Outcome outcome = outcome_of(status::kNoSuchMailbox, "no mailbox dan@example.net");
  EXPECT_EQ(outcome, (Outcome{status::kNoSuchMailbox, "No such mailbox here",
                              "no mailbox dan@example.net"}));
  EXPECT_FALSE(outcome.success());
  EXPECT_TRUE(outcome_of(status::kOk).success());
}

TEST(OutcomeTest, KeepsAnErrorsTextFromTheSender) {
  const Outcome outcome = outcome_of(Error{status::kMisconfigured, "open /var/mail/ann: EACCES"});
  EXPECT_EQ(outcome.status, status::kMisconfigured);
  EXPECT_EQ(outcome.reason, reason_for(status::kMisconfigured));
  EXPECT_EQ(outcome.reason.find("/var/mail"), std::string::npos);
  EXPECT_EQ(outcome.detail, "open /var/mail/ann: EACCES");
}

TEST(OutcomeTest, IsTemporaryUnlessDecidedOtherwise) {
  EXPECT_TRUE(Outcome{}.status.temporary());
  EXPECT_TRUE(Error{}.status.temporary());
}

}  // namespace
}  // namespace mailbox
