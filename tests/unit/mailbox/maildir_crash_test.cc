// Pulls the plug after every operation of a delivery, and proves that whoever delivers wrongly
// would be found out by the same check.
#include "mailbox/maildir.h"
#include "tests/unit/mailbox/crash_check.h"
#include "tests/unit/mailbox/fixed_clock.h"
#include "tests/unit/mailbox/mail_sample.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace mailbox {
namespace {

constexpr const char* kPath = "example.net/ann/Maildir";
constexpr const char* kMaildir = "/mail/example.net/ann/Maildir";

using Findings = std::vector<std::string>;

bool any_starts_with(const Findings& findings, const std::string& text) {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const std::string& finding) { return finding.starts_with(text); });
}

MemoryFilesystem empty_root() {
  MemoryFilesystem disk;
  disk.put_folder("/mail");
  return disk;
}

MemoryFilesystem root_with_maildir() {
  MemoryFilesystem disk = empty_root();
  for (const char* part : {"/tmp", "/new", "/cur"}) disk.put_folder(std::string(kMaildir) + part);
  return disk;
}

// -- the Maildir itself --

class MaildirCrashTest : public testing::Test {
 protected:
  // Several writes, so that there is a middle to be cut in.
  static std::string content_of(const std::string& subject) {
    return "Subject: " + subject + "\n\n" + std::string(100'000, subject.front()) + "\n";
  }

  Delivering delivering(const std::string& subject, const std::string& folder) {
    const std::string content = content_of(subject);
    return {to_header(sample_trace(subject)) + content,
            [this, subject, folder, content](Filesystem& filesystem) {
              auto root = filesystem.open_root("/mail");
              if (!root) return false;
              Maildir maildir(**root, kPath, folder, "mx", clock_);
              const Message message = messages_.message(content);
              auto staged = maildir.stage(sample_trace(subject), message);
              return staged && (*staged)->publish().has_value();
            }};
  }

  CrashTrial trial(MemoryFilesystem start, const std::string& folder = "") {
    const std::string place = kMaildir + (folder.empty() ? "" : "/." + folder);
    return {std::move(start),
            place + "/new",
            {delivering("first", folder), delivering("second", folder)},
            delivering("afterwards", folder),
            {}};
  }

  FixedClock clock_;
  MessageSource messages_;
};

TEST_F(MaildirCrashTest, LosesAndTearsNothingWhenTheMaildirIsMade) {
  CrashTrial trial = this->trial(empty_root());
  EXPECT_EQ(crash_findings(trial), Findings{});
}

TEST_F(MaildirCrashTest, LosesAndTearsNothingInAMaildirThatIsThere) {
  CrashTrial trial = this->trial(root_with_maildir());
  EXPECT_EQ(crash_findings(trial), Findings{});
}

TEST_F(MaildirCrashTest, LosesAndTearsNothingWhenAFolderIsMade) {
  CrashTrial first_of_all = this->trial(empty_root(), "Lists.cxx");
  EXPECT_EQ(crash_findings(first_of_all), Findings{});
  CrashTrial in_maildir = this->trial(root_with_maildir(), "Lists.cxx");
  EXPECT_EQ(crash_findings(in_maildir), Findings{});
}

TEST_F(MaildirCrashTest, LosesAndTearsNothingWhenAnOperationHasFailedBefore) {
  for (const FileOperationKind kind :
       {FileOperationKind::kOpenFolder, FileOperationKind::kCreateFolder,
        FileOperationKind::kCreateFile, FileOperationKind::kWrite, FileOperationKind::kSyncFile,
        FileOperationKind::kCloseFile, FileOperationKind::kPublish,
        FileOperationKind::kSyncFolder}) {
    for (const std::size_t pass : {0u, 1u}) {
      CrashTrial trial = this->trial(empty_root());
      trial.failures = {{EIO, pass, kind}};
      EXPECT_EQ(crash_findings(trial), Findings{}) << to_string(kind) << " " << pass;
    }
  }
}

// -- those who deliver wrongly --

// A delivery written straight onto the seam, with the flaws it is told to have.
struct Flaws {
  bool creates_in_new = false;
  bool skips_file_sync = false;
  bool syncs_after_publishing = false;
  bool skips_folder_sync = false;
  bool ignores_sync_error = false;
  bool syncs_again_after_an_error = false;
  bool skips_parent_sync = false;
  bool reports_before_publishing = false;
  bool makes_tmp_before_it_syncs = false;
};

class WrongDelivery {
 public:
  WrongDelivery(Filesystem& filesystem, Flaws flaws) : filesystem_(filesystem), flaws_(flaws) {}

  // `name` is the file's name; true: reports success.
  bool deliver(const std::string& name, const std::string& mail) {
    auto root = filesystem_.open_root("/mail");
    if (!root || !open_parts(**root)) return false;
    return flaws_.creates_in_new ? write_in_new(name, mail) : write_in_tmp(name, mail);
  }

 private:
  bool open_parts(Folder& root) {
    if (!find_parts(root)) return false;
    if (tmp_ != nullptr && new_ != nullptr) return true;
    return make_parts(root) && find_parts(root) && tmp_ != nullptr && new_ != nullptr;
  }

  bool find_parts(Folder& root) {
    auto tmp = root.open_folder("ann/tmp");
    auto arrived = root.open_folder("ann/new");
    if (!tmp || !arrived) return false;
    tmp_ = std::move(*tmp);
    new_ = std::move(*arrived);
    return true;
  }

  bool make_parts(Folder& root) {
    if (!root.create_folder("ann", 0700)) return false;
    auto maildir = root.open_folder("ann");
    if (!maildir || *maildir == nullptr) return false;
    if (flaws_.makes_tmp_before_it_syncs && !(*maildir)->create_folder("tmp", 0700)) return false;
    if (!(*maildir)->create_folder("new", 0700)) return false;
    if (!flaws_.skips_parent_sync && (!(*maildir)->sync() || !root.sync())) return false;
    return (*maildir)->create_folder("tmp", 0700).has_value();
  }

  bool write_in_new(const std::string& name, const std::string& mail) {
    auto file = new_->create_file(name, 0600);
    if (!file || *file == nullptr || !write(**file, mail)) return false;
    return (*file)->sync() && new_->sync();
  }

  bool write_in_tmp(const std::string& name, const std::string& mail) {
    auto file = tmp_->create_file(name, 0600);
    if (!file || *file == nullptr || !write(**file, mail)) return false;
    if (!flaws_.skips_file_sync && !flaws_.syncs_after_publishing && !sync(**file)) {
      (void)tmp_->remove_file(name);
      return false;
    }
    if (flaws_.reports_before_publishing) return true;
    const auto published = tmp_->publish(name, *new_, name);
    if (!published || !*published) return false;
    if (flaws_.syncs_after_publishing && !sync(**file)) return false;
    return flaws_.skips_folder_sync || new_->sync();
  }

  static bool write(File& file, const std::string& mail) {
    const std::size_t half = mail.size() / 2;
    return file.write(mail.substr(0, half)) && file.write(mail.substr(half));
  }

  bool sync(File& file) const {
    if (file.sync()) return true;
    return flaws_.ignores_sync_error || (flaws_.syncs_again_after_an_error && file.sync());
  }

  Filesystem& filesystem_;
  Flaws flaws_;
  std::unique_ptr<Folder> tmp_;
  std::unique_ptr<Folder> new_;
};

Delivering wrongly(const std::string& name, Flaws flaws) {
  const std::string mail = "Subject: " + name + "\n\ncontent of " + name + "\n";
  return {mail, [name, mail, flaws](Filesystem& filesystem) {
            return WrongDelivery(filesystem, flaws).deliver(name, mail);
          }};
}

Findings findings_about(Flaws flaws, std::vector<InjectedFailure> failures = {}) {
  CrashTrial trial{empty_root(),
                   "/mail/ann/new",
                   {wrongly("first", flaws), wrongly("second", flaws)},
                   wrongly("afterwards", flaws),
                   std::move(failures)};
  return crash_findings(trial);
}

const InjectedFailure kFailedFileSync{EIO, 0, FileOperationKind::kSyncFile};

TEST(CrashCheckTest, FindsNothingInADeliveryWithoutFlaws) {
  EXPECT_EQ(findings_about({}), Findings{});
  EXPECT_EQ(findings_about({}, {kFailedFileSync}), Findings{});
}

TEST(CrashCheckTest, CatchesWhoSkipsTheFileSync) {
  const Findings findings = findings_about({.skips_file_sync = true});
  EXPECT_TRUE(any_starts_with(findings, "torn"));
  EXPECT_TRUE(any_starts_with(findings, "lost"));
}

TEST(CrashCheckTest, CatchesWhoSkipsTheFolderSync) {
  EXPECT_TRUE(any_starts_with(findings_about({.skips_folder_sync = true}), "lost"));
}

TEST(CrashCheckTest, CatchesWhoPublishesBeforeTheFileIsSynced) {
  EXPECT_TRUE(any_starts_with(findings_about({.syncs_after_publishing = true}), "torn"));
}

TEST(CrashCheckTest, CatchesWhoCreatesStraightInNew) {
  EXPECT_TRUE(any_starts_with(findings_about({.creates_in_new = true}), "torn"));
}

TEST(CrashCheckTest, CatchesWhoIgnoresASyncError) {
  const Findings findings = findings_about({.ignores_sync_error = true}, {kFailedFileSync});
  EXPECT_TRUE(any_starts_with(findings, "lost"));
}

TEST(CrashCheckTest, CatchesWhoBelievesASyncAfterAFailedOne) {
  const Findings findings = findings_about({.syncs_again_after_an_error = true}, {kFailedFileSync});
  EXPECT_TRUE(any_starts_with(findings, "lost"));
}

TEST(CrashCheckTest, CatchesWhoReportsBeforePublishing) {
  EXPECT_TRUE(any_starts_with(findings_about({.reports_before_publishing = true}), "lost"));
}

TEST(CrashCheckTest, CatchesWhoDoesNotSyncTheFoldersItMade) {
  EXPECT_TRUE(any_starts_with(findings_about({.skips_parent_sync = true}), "lost"));
}

// Killed between making tmp/ and syncing what is above: the next delivery trusts what it finds.
TEST(CrashCheckTest, CatchesWhoMakesTmpBeforeTheRestIsDurable) {
  const Findings findings = findings_about({.makes_tmp_before_it_syncs = true});
  EXPECT_TRUE(any_starts_with(findings, "afterwards lost"));
  EXPECT_FALSE(any_starts_with(findings, "lost"));
}

}  // namespace
}  // namespace mailbox
