#include "mailbox/maildir.h"

#include "mailbox/posix_filesystem.h"
#include "mailbox/recording_filesystem.h"
#include "tests/unit/mailbox/fixed_clock.h"
#include "tests/unit/mailbox/mail_sample.h"
#include "tests/unit/mailbox/temporary_folder.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

namespace mailbox {
namespace {

constexpr const char* kPath = "example.net/ann/Maildir";
constexpr const char* kMaildir = "/mail/example.net/ann/Maildir";

class MaildirTest : public testing::Test {
 protected:
  MaildirTest() { disk_.put_folder("/mail"); }

  std::unique_ptr<Folder> open_root(Filesystem& filesystem, const std::string& path = "/mail") {
    auto root = filesystem.open_root(path);
    EXPECT_TRUE(root && *root != nullptr);
    return std::move(*root);
  }

  Result<Stored> deliver(Folder& root, std::string_view content, const std::string& folder = "") {
    Maildir maildir(root, kPath, folder, "mx.example.net", clock_);
    const Message message = messages_.message(content);
    auto staged = maildir.stage(sample_trace(), message);
    if (!staged) return failure_of(staged);
    return (*staged)->publish();
  }

  // Delivers into the disk in memory.
  Result<Stored> deliver(std::string_view content, const std::string& folder = "") {
    return deliver(*open_root(disk_), content, folder);
  }

  void put_maildir() {
    for (const char* part : {"/tmp", "/new", "/cur"}) {
      disk_.put_folder(kMaildir + std::string(part), 0700);
    }
  }

  static std::string status_of(const Result<Stored>& stored) {
    return stored ? "success" : to_string(stored.error().status);
  }

  FixedClock clock_;
  MessageSource messages_;
  MemoryFilesystem disk_;
};

// What is to come back below the trace fields, octet by octet.
std::vector<std::string> contents() {
  std::string all_octets;
  for (int octet = 0; octet < 256; ++octet) all_octets += static_cast<char>(octet);
  return {
      "Subject: plain\n\nHello\n",
      "",
      "\n",
      "Subject: empty body\n\n",
      "Subject: no final line end\n\nHello",
      "Subject: dots\n\n.\n..\n...\n.x\n",
      "Subject: NUL\n\na" + std::string(3, '\0') + "b\n",
      "Subject: 8-bit\n\n\xe4\xf6\xfc \xff\xfe\n",
      "Subject: all octets\n\n" + all_octets + "\n",
      "Subject: carriage returns\n\na\rb\r\r\nc\r\n",
      "From the first line\n\nFrom here\n>From there\n",
      "Subject: long line\n\n" + std::string(1 << 20, 'x') + "\n",
      "Subject: long and spooled\n\n" + std::string(5 << 20, 'y'),
  };
}

TEST_F(MaildirTest, StoresTheTraceFieldsAndThenExactlyTheContent) {
  const TemporaryFolder folder;
  PosixFilesystem real;
  const auto root = open_root(real, folder.path());
  const std::string header = to_header(sample_trace());
  for (const std::string& content : contents()) {
    const auto stored = deliver(*root, content);
    ASSERT_TRUE(stored) << stored.error().text;
    std::ifstream file(stored->path, std::ios::binary);
    std::ostringstream found;
    found << file.rdbuf();
    EXPECT_TRUE(found.str() == header + content) << content.substr(0, 40);
    EXPECT_EQ(stored->octets, header.size() + content.size());
  }
}

TEST_F(MaildirTest, SaysInTheNameHowLongTheFileIs) {
  const std::string header = to_header(sample_trace());
  const auto lines = static_cast<std::size_t>(std::count(header.begin(), header.end(), '\n'));
  const auto stored = deliver("a: b\n\nc\r\nd\n");
  ASSERT_TRUE(stored);
  const std::string sizes = ",S=" + std::to_string(header.size() + 11) +
                            ",W=" + std::to_string(header.size() + lines + 14);
  EXPECT_TRUE(stored->path.ends_with(".mx.example.net" + sizes)) << stored->path;
  EXPECT_TRUE(stored->path.starts_with(std::string(kMaildir) + "/new/1795288953.M123000P"));
}

TEST_F(MaildirTest, GivesExactModesWhateverTheUmask) {
  for (const mode_t mask : {0u, 077u, 0777u}) {
    const TemporaryFolder folder;
    PosixFilesystem real;
    const auto root = open_root(real, folder.path());
    const mode_t before = ::umask(mask);
    const auto stored = deliver(*root, "content");
    const auto in_folder = deliver(*root, "content", "Lists.cxx");
    ::umask(before);
    ASSERT_TRUE(stored && in_folder);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
      const auto mode = static_cast<unsigned>(entry.status().permissions());
      EXPECT_EQ(mode, entry.is_directory() ? 0700u : 0600u) << entry.path() << " umask " << mask;
    }
  }
}

TEST_F(MaildirTest, KeepsTheModesOfWhatIsThere) {
  disk_.put_folder("/mail/example.net", 0751);
  disk_.put_folder(std::string(kMaildir) + "/new", 0770);
  ASSERT_TRUE(deliver("content"));
  const auto root = open_root(disk_);
  EXPECT_EQ(root->facts("example.net")->mode, 0751u);
  EXPECT_EQ(root->facts("example.net/ann/Maildir/new")->mode, 0770u);
  EXPECT_EQ(root->facts("example.net/ann/Maildir/tmp")->mode, 0700u);
}

TEST_F(MaildirTest, MakesWhatIsMissing) {
  ASSERT_TRUE(deliver("first"));
  EXPECT_EQ(disk_.names_in(kMaildir), (std::vector<std::string>{"cur", "new", "tmp"}));
  EXPECT_EQ(disk_.names_in(std::string(kMaildir) + "/new").size(), 1u);
  EXPECT_TRUE(disk_.names_in(std::string(kMaildir) + "/tmp").empty());
  for (const char* missing : {"tmp", "new"}) {
    MemoryFilesystem partial;
    for (const std::string part : {"tmp", "new"}) {
      if (part != missing) partial.put_folder(std::string(kMaildir) + "/" + part);
    }
    ASSERT_TRUE(deliver(*open_root(partial), "content")) << missing;
    EXPECT_EQ(partial.names_in(kMaildir), (std::vector<std::string>{"cur", "new", "tmp"}));
  }
}

TEST_F(MaildirTest, MakesAMarkedMaildirForAFolder) {
  const auto stored = deliver("content", "Lists.cxx");
  ASSERT_TRUE(stored);
  const std::string folder = std::string(kMaildir) + "/.Lists.cxx";
  EXPECT_TRUE(stored->path.starts_with(folder + "/new/")) << stored->path;
  EXPECT_EQ(disk_.names_in(folder),
            (std::vector<std::string>{"cur", "maildirfolder", "new", "tmp"}));
  EXPECT_EQ(disk_.octets_of(folder + "/maildirfolder"), "");
  EXPECT_EQ(disk_.names_in(kMaildir),
            (std::vector<std::string>{".Lists.cxx", "cur", "new", "tmp"}));
  EXPECT_TRUE(disk_.names_in(std::string(kMaildir) + "/new").empty());
}

// The operations of one delivery, with NAME for the file's name.
class MaildirOperationsTest : public MaildirTest {
 protected:
  std::vector<std::string> operations_of_a_delivery(const std::string& folder = "") {
    RecordingFilesystem recording(disk_, disk_);
    const auto stored = deliver(*open_root(recording), "content", folder);
    EXPECT_TRUE(stored) << stored.error().text;
    const std::string name = stored->path.substr(stored->path.rfind('/') + 1);
    std::vector<std::string> lines;
    for (const FileOperation& operation : recording.operations()) {
      std::string line = to_string(operation);
      for (std::size_t at = 0; (at = line.find(name)) != std::string::npos;) {
        line.replace(at, name.size(), "NAME");
      }
      lines.push_back(line);
    }
    return lines;
  }
};

TEST_F(MaildirOperationsTest, SyncsTheFileThenPublishesThenSyncsNew) {
  put_maildir();
  const std::string maildir = kMaildir;
  const auto size = std::to_string(to_header(sample_trace()).size());
  EXPECT_EQ(operations_of_a_delivery(),
            (std::vector<std::string>{
                "open_root /mail",
                // staged
                "open_folder " + maildir + "/tmp",
                "open_folder " + maildir + "/new",
                "create_file " + maildir + "/tmp/NAME 0600",
                "write " + maildir + "/tmp/NAME " + size + " octets",
                "write " + maildir + "/tmp/NAME 7 octets",
                "sync_file " + maildir + "/tmp/NAME",
                "close_file " + maildir + "/tmp/NAME",
                // published
                "open_folder " + maildir + "/tmp",
                "open_folder " + maildir + "/new",
                "publish " + maildir + "/tmp/NAME -> " + maildir + "/new/NAME",
                "sync_folder " + maildir + "/new",
            }));
}

TEST_F(MaildirOperationsTest, SyncsAllThatItMadeBeforeItMakesTmp) {
  const auto operations = operations_of_a_delivery();
  const auto at = [&](const std::string& line) {
    const auto found = std::find(operations.begin(), operations.end(), line);
    EXPECT_NE(found, operations.end()) << line;
    return found - operations.begin();
  };
  const std::string maildir = kMaildir;
  const auto tmp_made = at("create_folder " + maildir + "/tmp 0700");
  EXPECT_LT(at("create_folder /mail/example.net 0700"), at("sync_folder /mail"));
  for (const std::string& folder : {std::string("/mail"), std::string("/mail/example.net"),
                                    std::string("/mail/example.net/ann"), maildir}) {
    EXPECT_LT(at("sync_folder " + folder), tmp_made) << folder;
  }
  for (const std::string& part : {maildir + "/new", maildir + "/cur"}) {
    EXPECT_LT(at("create_folder " + part + " 0700"), at("sync_folder " + part)) << part;
    EXPECT_LT(at("sync_folder " + part), at("sync_folder " + maildir)) << part;
  }
  EXPECT_LT(tmp_made, at("sync_folder " + maildir + "/tmp"));
  EXPECT_LT(at("sync_folder " + maildir + "/tmp"), at("create_file " + maildir + "/tmp/NAME 0600"));
}

TEST_F(MaildirOperationsTest, NeedsNoMoreForAFolderThatIsThere) {
  ASSERT_TRUE(deliver("content", "Lists"));
  EXPECT_EQ(operations_of_a_delivery("Lists").size(), 12u);
}

TEST_F(MaildirTest, ShowsNothingBeforeItIsPublished) {
  put_maildir();
  const auto root = open_root(disk_);
  Maildir maildir(*root, kPath, "", "mx", clock_);
  const Message message = messages_.message("content");
  auto staged = maildir.stage(sample_trace(), message);
  ASSERT_TRUE(staged);
  EXPECT_TRUE(disk_.names_in(std::string(kMaildir) + "/new").empty());
  EXPECT_EQ(disk_.names_in(std::string(kMaildir) + "/tmp").size(), 1u);
  staged->reset();
  EXPECT_TRUE(disk_.names_in(std::string(kMaildir) + "/tmp").empty()) << "left unpublished";
}

TEST_F(MaildirTest, HoldsNoFileOpenBetweenStagingAndPublishing) {
  const TemporaryFolder folder;
  PosixFilesystem real;
  const auto root = open_root(real, folder.path());
  const auto open_files = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
  };
  const auto before = open_files();
  std::vector<std::unique_ptr<StagedMail>> staged;
  const Message message = messages_.message("content");
  for (int copy = 0; copy < 5; ++copy) {
    Maildir maildir(*root, kPath, "", "mx", clock_);
    staged.push_back(std::move(*maildir.stage(sample_trace(), message)));
  }
  EXPECT_EQ(open_files(), before);
  for (const auto& mail : staged) EXPECT_TRUE(mail->publish());
}

TEST_F(MaildirTest, TakesAnotherNameIfTheNameIsTaken) {
  put_maildir();
  const auto root = open_root(disk_);
  Maildir maildir(*root, kPath, "", "mx", clock_);
  const Message message = messages_.message("content");
  auto staged = maildir.stage(sample_trace(), message);
  ASSERT_TRUE(staged);
  const std::string name = disk_.names_in(std::string(kMaildir) + "/tmp").front();
  disk_.put_file(std::string(kMaildir) + "/new/" + name, "another's mail");
  const auto stored = (*staged)->publish();
  ASSERT_TRUE(stored) << stored.error().text;
  EXPECT_EQ(disk_.octets_of(std::string(kMaildir) + "/new/" + name), "another's mail");
  EXPECT_EQ(disk_.octets_of(stored->path), to_header(sample_trace()) + "content");
  EXPECT_TRUE(disk_.names_in(std::string(kMaildir) + "/tmp").empty());
}

TEST_F(MaildirTest, RefusesLinksAndFilesWhereItsFoldersAreDue) {
  for (const std::string part : {"", "/tmp", "/new", "/cur"}) {
    for (const bool link : {true, false}) {
      MemoryFilesystem disk;
      disk.put_folder("/mail");
      // cur/ is looked at only while the Maildir is being made.
      if (part == "/tmp" || part == "/new") disk.put_folder(kMaildir + std::string("/cur"));
      if (part == "/tmp") disk.put_folder(kMaildir + std::string("/new"));
      if (part == "/new") disk.put_folder(kMaildir + std::string("/tmp"));
      if (link) disk.put_symbolic_link(kMaildir + part);
      if (!link) disk.put_file(kMaildir + part, "");
      const auto stored = deliver(*open_root(disk), "content");
      EXPECT_EQ(status_of(stored), "4.3.5") << part << (link ? " is a link" : " is a file");
    }
  }
}

TEST_F(MaildirTest, NeverWritesThroughALink) {
  const TemporaryFolder folder;
  const TemporaryFolder elsewhere;
  const std::filesystem::path maildir = folder.path() + "/" + kPath;
  std::filesystem::create_directories(maildir / "cur");
  std::filesystem::create_directories(maildir / "new");
  std::filesystem::create_directory_symlink(elsewhere.path(), maildir / "tmp");
  PosixFilesystem real;
  const auto root = open_root(real, folder.path());
  EXPECT_EQ(status_of(deliver(*root, "content")), "4.3.5");
  EXPECT_TRUE(std::filesystem::is_empty(elsewhere.path()));
  EXPECT_TRUE(std::filesystem::is_empty(maildir / "new"));
}

TEST_F(MaildirTest, RefusesAPathThatLeavesTheRoot) {
  const auto root = open_root(disk_);
  const Message message = messages_.message("content");
  for (const char* path : {"", "..", "../x", "/etc", "a/../../b"}) {
    Maildir maildir(*root, path, "", "mx", clock_);
    const auto staged = maildir.stage(sample_trace(), message);
    ASSERT_FALSE(staged) << path;
    EXPECT_EQ(to_string(staged.error().status), "4.3.5") << path;
  }
  EXPECT_TRUE(disk_.names_in("/mail").empty());
}

TEST_F(MaildirTest, TakesManyDeliveriesAtOnceAlsoTheFirst) {
  const TemporaryFolder folder;
  PosixFilesystem real;
  const auto root = open_root(real, folder.path());
  const Message message = messages_.message("content");
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int count = 0; count < 10; ++count) {
        Maildir maildir(*root, kPath, count % 2 == 0 ? "" : "Lists", "mx", clock_);
        auto staged = maildir.stage(sample_trace(), message);
        ASSERT_TRUE(staged) << staged.error().text;
        EXPECT_TRUE((*staged)->publish());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto count = [&](const char* path) {
    const std::string full = folder.path() + "/" + kPath + path;
    return std::distance(std::filesystem::directory_iterator(full), {});
  };
  EXPECT_EQ(count("/new"), 20);
  EXPECT_EQ(count("/.Lists/new"), 20);
  EXPECT_EQ(count("/tmp") + count("/.Lists/tmp"), 0);
}

}  // namespace
}  // namespace mailbox
