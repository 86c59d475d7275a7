// What was published is taken back: from new/ only, durably, and never anybody else's mail.
#include "mailbox/maildir.h"
#include "tests/unit/mailbox/fixed_clock.h"
#include "tests/unit/mailbox/mail_sample.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace mailbox {
namespace {

constexpr const char* kPath = "example.net/ann/Maildir";
constexpr const char* kMaildir = "/mail/example.net/ann/Maildir";

class MaildirWithdrawalTest : public testing::Test {
 protected:
  MaildirWithdrawalTest() {
    disk_.put_folder("/mail");
    root_ = std::move(*disk_.open_root("/mail"));
  }

  std::unique_ptr<StagedMail> stage() {
    Maildir maildir(*root_, kPath, "", "mx", clock_);
    return std::move(*maildir.stage(sample_trace(), messages_.message("x\n")));
  }

  FixedClock clock_;
  MessageSource messages_;
  MemoryFilesystem disk_;
  std::unique_ptr<Folder> root_;
};

TEST_F(MaildirWithdrawalTest, WithdrawsWhatIsStillInNewAndSyncsIt) {
  const auto staged = stage();
  ASSERT_TRUE(staged->publish());
  const auto withdrawn = staged->withdraw();
  ASSERT_TRUE(withdrawn) << withdrawn.error().text;
  EXPECT_TRUE(*withdrawn);
  for (const Survival survival : {Survival::kEverything, Survival::kSyncedOnly}) {
    EXPECT_TRUE(disk_.after(survival).names_in(std::string(kMaildir) + "/new").empty());
  }
}

TEST_F(MaildirWithdrawalTest, DoesNotWithdrawWhatAReaderHasMovedToCur) {
  const auto staged = stage();
  ASSERT_TRUE(staged->publish());
  const std::string name = disk_.names_in(std::string(kMaildir) + "/new").at(0);
  const auto arrived = std::move(*root_->open_folder(std::string(kPath) + "/new"));
  const auto seen = std::move(*root_->open_folder(std::string(kPath) + "/cur"));
  ASSERT_TRUE(arrived->publish(name, *seen, name + ":2,S"));
  EXPECT_FALSE(staged->withdraw().value());
  EXPECT_EQ(disk_.names_in(std::string(kMaildir) + "/cur").size(), 1u);
}

TEST_F(MaildirWithdrawalTest, WithdrawsItsOwnMailOnlyWhenItsFirstNameWasTaken) {
  const auto staged = stage();
  const std::string name = disk_.names_in(std::string(kMaildir) + "/tmp").at(0);
  disk_.put_file(std::string(kMaildir) + "/new/" + name, "somebody else's\n");
  ASSERT_TRUE(staged->publish());
  EXPECT_TRUE(staged->withdraw().value());
  EXPECT_EQ(disk_.names_in(std::string(kMaildir) + "/new"), std::vector<std::string>{name});
}

TEST_F(MaildirWithdrawalTest, SaysWhenAWithdrawalMayNotLast) {
  const auto staged = stage();
  ASSERT_TRUE(staged->publish());
  disk_.inject({EIO, 0, FileOperationKind::kSyncFolder});
  const auto withdrawn = staged->withdraw();
  ASSERT_FALSE(withdrawn);
  EXPECT_EQ(withdrawn.error().status, status::kSystemFault);
}

}  // namespace
}  // namespace mailbox
