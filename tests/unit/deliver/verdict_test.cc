#include "deliver/verdict.h"

#include <gtest/gtest.h>

namespace deliver {
namespace {

using mailbox::outcome_of;
namespace status = mailbox::status;

TEST(VerdictTest, SaysNothingOfASuccess) {
  EXPECT_EQ(text_of({outcome_of(status::kOk), {}}), "");
  EXPECT_EQ(static_cast<int>(exit_status_for({outcome_of(status::kOk), {}}, true)), 0);
}

TEST(VerdictTest, WarnsOfWhatWasLeftOut) {
  EXPECT_EQ(text_of({outcome_of(status::kOk), {"sender taken as <>", "and more"}}),
            "deliver: warning: sender taken as <>\ndeliver: warning: and more\n");
}

TEST(VerdictTest, BeginsAFailureWithItsStatus) {
  EXPECT_EQ(text_of({outcome_of(status::kSystemFault, "open /srv/mail: EIO"), {"a warning"}}),
            "4.3.0 Temporary system trouble, try again later\n"
            "deliver: open /srv/mail: EIO\n"
            "deliver: warning: a warning\n");
}

TEST(VerdictTest, ShowsTheSenderOnlyThePublicLine) {
  EXPECT_EQ(text_of({outcome_of(status::kMailLoop, "the detail"), {"a warning"}}),
            "5.4.6 Mail loop detected\n");
}

TEST(VerdictTest, KeepsTheFirstLineALine) {
  mailbox::Outcome outcome = outcome_of(status::kNoSuchMailbox);
  outcome.reason += ": \"a\nb\"@x";
  EXPECT_EQ(text_of({outcome, {}}), "5.1.1 No such mailbox here: \"a\\x0Ab\"@x\n");
}

TEST(VerdictTest, TurnsRefusalsInto77WhenAsked) {
  EXPECT_EQ(static_cast<int>(exit_status_for({outcome_of(status::kMailLoop), {}}, true)), 77);
  EXPECT_EQ(static_cast<int>(exit_status_for({outcome_of(status::kMailLoop), {}}, false)), 65);
  EXPECT_EQ(static_cast<int>(exit_status_for({outcome_of(status::kMailboxBusy), {}}, true)), 75);
}

}  // namespace
}  // namespace deliver
