// Pulls the plug after every operation of a delivery into two mailboxes, the second of which
// cannot publish: what was withdrawn must not come back, and what was reported must not be lost.
#include "mailbox/delivery.h"
#include "mailbox/recording_filesystem.h"
#include "tests/unit/mailbox/fixed_clock.h"
#include "tests/unit/mailbox/mail_sample.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <functional>
#include <vector>

namespace mailbox {
namespace {

using Findings = std::vector<std::string>;

constexpr const char* kContent = "Subject: x\n\nhello\n";
const std::vector<std::string> kMailboxes = {"ann", "bob"};

constexpr std::pair<Survival, const char*> kSurvivals[] = {
    {Survival::kEverything, "process killed"},
    {Survival::kSyncedOnly, "power cut"},
    {Survival::kEntriesWithoutData, "power cut, entries first"}};

// What a procedure reports about both mailboxes: that the mail is in them, or in none of them.
enum class Reported { kStored, kNothing };
using Procedure = std::function<Reported(Filesystem&)>;

std::size_t copies_in(const MemoryFilesystem& disk, const std::string& mailbox) {
  return disk.names_in("/mail/" + mailbox + "/new").size();
}

bool any_torn(const MemoryFilesystem& disk, const std::string& mailbox) {
  const std::string folder = "/mail/" + mailbox + "/new";
  const auto names = disk.names_in(folder);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return !disk.octets_of(fmt::format("{}/{}", folder, name))->ends_with(kContent);
  });
}

// Runs `procedure`, which meets `failure`; each finding as "back in ann after 12 operations, power
// cut".
Findings findings_about(const Procedure& procedure, std::optional<InjectedFailure> failure) {
  MemoryFilesystem start;
  start.put_folder("/mail");
  MemoryFilesystem disk = start.after(Survival::kEverything);
  RecordingFilesystem recording(disk, start);
  if (failure) disk.inject(*failure);
  const Reported reported = procedure(recording);
  const std::size_t operations = recording.operations().size();

  Findings findings;
  for (std::size_t prefix = 0; prefix <= operations; ++prefix) {
    for (const auto& [survival, words] : kSurvivals) {
      const MemoryFilesystem left = recording.replay(prefix, survival);
      for (const std::string& mailbox : kMailboxes) {
        const auto note = [&, survived = words](const char* what) {
          findings.push_back(
              fmt::format("{} {} after {} operations, {}", what, mailbox, prefix, survived));
        };
        if (any_torn(left, mailbox)) note("torn in");
        if (prefix < operations) continue;
        const std::size_t copies = copies_in(left, mailbox);
        if (reported == Reported::kStored && copies != 1) note("lost from");
        if (reported == Reported::kNothing && copies != 0) note("back in");
      }
    }
  }
  return findings;
}

class DeliveryCrashTest : public testing::Test {
 protected:
  static Delivery to_both() {
    Route route;
    route.outcome = outcome_of(status::kRecipientOk);
    for (const std::string& name : kMailboxes) {
      MailboxRecord mailbox;
      mailbox.address = {name, "example.net"};
      mailbox.key = address_key(mailbox.address).value();
      route.destinations.push_back({mailbox, "", ""});
    }
    const Trace trace = sample_trace();
    return {trace.id, trace.return_path, trace.original_to, route, trace.reception};
  }

  [[nodiscard]] MailRoot root_in(Filesystem& filesystem) const {
    return {filesystem, clock_, MailRootSettings{"/mail", PathTemplate::parse("%n").value(), "mx"}};
  }

  Reported deliver_to_both(Filesystem& filesystem) {
    MailRoot root = root_in(filesystem);
    const auto report = deliver(root, to_both(), message_, Limits());
    EXPECT_EQ(report.copies.empty(), !report.outcome.success());
    return report.outcome.success() ? Reported::kStored : Reported::kNothing;
  }

  Reported publish_and_withdraw(Filesystem& filesystem) {
    MailRoot root = root_in(filesystem);
    auto staged = stage(root, to_both(), message_, Limits());
    EXPECT_TRUE(staged->publish().outcome.success());
    EXPECT_TRUE(staged->withdraw().copies.empty());
    return Reported::kNothing;
  }

  FixedClock clock_;
  MessageSource messages_;
  const Message message_ = messages_.message(kContent);
};

TEST_F(DeliveryCrashTest, LosesNothingThatWasReported) {
  const auto deliver = [this](Filesystem& filesystem) { return deliver_to_both(filesystem); };
  EXPECT_EQ(findings_about(deliver, std::nullopt), Findings{});
}

TEST_F(DeliveryCrashTest, NothingComesBackWhicheverOperationFails) {
  const auto deliver = [this](Filesystem& filesystem) { return deliver_to_both(filesystem); };
  for (const FileOperationKind kind :
       {FileOperationKind::kOpenRoot, FileOperationKind::kOpenFolder, FileOperationKind::kPublish,
        FileOperationKind::kSyncFolder}) {
    for (std::size_t pass = 0;; ++pass) {
      SCOPED_TRACE(fmt::format("{} after {}", to_string(kind), pass));
      MemoryFilesystem disk;
      disk.put_folder("/mail");
      disk.inject({EIO, pass, kind});
      if (deliver_to_both(disk) == Reported::kStored) {
        EXPECT_GE(pass, kMailboxes.size());  // each mailbox has seen it fail
        break;
      }
      EXPECT_EQ(findings_about(deliver, InjectedFailure{EIO, pass, kind}), Findings{});
    }
  }
}

TEST_F(DeliveryCrashTest, NothingComesBackOfWhatWasWithdrawn) {
  const auto withdraw = [this](Filesystem& filesystem) { return publish_and_withdraw(filesystem); };
  EXPECT_EQ(findings_about(withdraw, std::nullopt), Findings{});
}

// The same withdrawal without the sync of new/: the check must find it out.
TEST_F(DeliveryCrashTest, CatchesWhoDoesNotSyncAfterWithdrawing) {
  const auto withdraw_carelessly = [this](Filesystem& filesystem) {
    MailRoot root = root_in(filesystem);
    const auto report = deliver(root, to_both(), message_, Limits());
    for (const Stored& copy : report.copies) {
      const std::size_t slash = copy.path.rfind('/');
      auto folder = filesystem.open_root(copy.path.substr(0, slash));
      EXPECT_TRUE(folder && (*folder)->remove_file(copy.path.substr(slash + 1)).value_or(false));
    }
    return Reported::kNothing;
  };
  const Findings findings = findings_about(withdraw_carelessly, std::nullopt);
  ASSERT_FALSE(findings.empty());
  EXPECT_TRUE(findings.front().starts_with("back in ann ")) << findings.front();
}

}  // namespace
}  // namespace mailbox
