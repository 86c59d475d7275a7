// Every operation of a delivery fails once, with every errno: the right status, nothing visible,
// nothing left behind, and the next delivery works.
#include "mailbox/maildir.h"
#include "tests/unit/mailbox/fixed_clock.h"
#include "tests/unit/mailbox/mail_sample.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace mailbox {
namespace {

constexpr const char* kPath = "example.net/ann/Maildir";

struct Failure {
  int error_number;
  const char* status;
};
constexpr Failure kFailures[] = {
    {ENOSPC, "4.3.1"}, {EIO, "4.3.0"},   {EDQUOT, "4.2.2"}, {EMFILE, "4.3.1"},
    {EACCES, "4.3.5"}, {EROFS, "4.3.0"}, {ESTALE, "4.2.0"},
};

struct Case {
  const char* name;
  bool first_delivery;
  const char* folder;
};

class MaildirFailureTest : public testing::TestWithParam<Case> {
 protected:
  MaildirFailureTest() {
    start_.put_folder("/mail");
    if (GetParam().first_delivery) return;
    EXPECT_TRUE(deliver(start_, "earlier"));
  }

  Result<Stored> deliver(MemoryFilesystem& disk, std::string_view content) {
    auto root = disk.open_root("/mail");
    if (!root) return failure_of(root);
    Maildir maildir(**root, kPath, GetParam().folder, "mx", clock_);
    const Message message = messages_.message(content);
    auto staged = maildir.stage(sample_trace(), message);
    if (!staged) return failure_of(staged);
    return (*staged)->publish();
  }

  std::vector<std::string> names_in(const MemoryFilesystem& disk, const std::string& part) const {
    const std::string folder = GetParam().folder;
    return disk.names_in(std::string("/mail/") + kPath + (folder.empty() ? "" : "/." + folder) +
                         "/" + part);
  }

  FixedClock clock_;
  MessageSource messages_;
  MemoryFilesystem start_;
};

TEST_P(MaildirFailureTest, LeavesNothingOfAnyFailure) {
  MemoryFilesystem trial = start_.after(Survival::kEverything);
  ASSERT_TRUE(deliver(trial, "content"));
  const std::uint64_t operations = trial.operations();
  ASSERT_GE(operations, 12u);
  const auto before = names_in(start_, "new");
  for (const Failure& failure : kFailures) {
    for (std::uint64_t operation = 0; operation < operations; ++operation) {
      SCOPED_TRACE(std::string(strerrorname_np(failure.error_number)) + " at operation " +
                   std::to_string(operation));
      MemoryFilesystem disk = start_.after(Survival::kEverything);
      disk.inject({failure.error_number, operation, {}});
      const auto stored = deliver(disk, "content");
      ASSERT_FALSE(stored);
      EXPECT_EQ(to_string(stored.error().status), failure.status) << stored.error().text;
      EXPECT_NE(stored.error().text.find(strerrorname_np(failure.error_number)), std::string::npos);
      EXPECT_EQ(names_in(disk, "new"), before);
      EXPECT_EQ(names_in(disk, "tmp"), std::vector<std::string>{});
      const auto again = deliver(disk, "content");
      ASSERT_TRUE(again) << again.error().text;
      EXPECT_EQ(disk.octets_of(again->path), to_header(sample_trace()) + "content");
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Maildir, MaildirFailureTest,
                         testing::Values(Case{"FirstDelivery", true, ""},
                                         Case{"LaterDelivery", false, ""},
                                         Case{"FirstIntoFolder", true, "Lists"},
                                         Case{"LaterIntoFolder", false, "Lists"}),
                         [](const auto& chosen) { return chosen.param.name; });

TEST(MaildirFullDiskTest, RefusesWhatDoesNotFitAndTakesWhatDoes) {
  MemoryFilesystem disk;
  disk.put_folder("/mail");
  const FixedClock clock;
  MessageSource messages;
  const auto root = std::move(*disk.open_root("/mail"));
  Maildir maildir(*root, kPath, "", "mx", clock);
  disk.set_free_octets(1000);
  const Message message = messages.message(std::string(2000, 'x'));
  const auto refused = maildir.stage(sample_trace(), message);
  ASSERT_FALSE(refused);
  EXPECT_EQ(to_string(refused.error().status), "4.3.1");
  EXPECT_TRUE(disk.names_in(std::string("/mail/") + kPath + "/tmp").empty());
  disk.set_free_octets(10000);
  auto staged = maildir.stage(sample_trace(), message);
  ASSERT_TRUE(staged);
  EXPECT_TRUE((*staged)->publish());
}

}  // namespace
}  // namespace mailbox
