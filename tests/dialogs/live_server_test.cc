// The lmtpd program as its administrator sees it: settings, sockets, signals, exit statuses.
#include "dialogs/fixture.h"
#include "dialogs/live_program.h"
#include "dialogs/live_site.h"
#include "dialogs/live_stream.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace dialogs {
namespace {

namespace fs = std::filesystem;

class LmtpdTest : public testing::Test {
 protected:
  LmtpdTest() {
    std::string name = fs::temp_directory_path() / "lmtpd.XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~LmtpdTest() override { fs::remove_all(folder_); }

  // Runs it to its end.
  Finished lmtpd(const std::vector<std::string>& words, const std::string& input = "/dev/null") {
    std::vector<std::string> command = {FINALHOP_LMTPD};
    command.insert(command.end(), words.begin(), words.end());
    return run_to_end(command, folder_, input);
  }

  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name) << text;
    return folder_ + "/" + name;
  }

  std::string folder_;
};

TEST_F(LmtpdTest, WrongSettingsExit78AndNameFileAndLine) {
  const std::string file = write("f.conf", "# a comment\nlisen = lmtp:unix:/x\n");
  const Finished unknown = lmtpd({"--config", file});
  EXPECT_EQ(unknown.status, 78);
  EXPECT_EQ(unknown.errors,
            "lmtpd: " + file + ":2: unknown setting `lisen`; did you mean `listen`?\n");

  struct Row {
    const char* setting;
    const char* problem;
  };
  for (const Row& row : {
           Row{"listen = lmtp:unix:relative", "listen needs the absolute path of a socket"},
           Row{"listen = lmtp:127.0.0.1:25", "listen names port 25"},
           Row{"mailbox-path = ../%n", "mailbox-path "},
           Row{"workers = many", "workers must be a whole number"},
           Row{"socket-mode = rw", "socket-mode must be an octal mode"},
       }) {
    const std::string wrong = write("f.conf", std::string(row.setting) + "\n");
    const Finished finished = lmtpd({"--config", wrong, "--check-config"});
    EXPECT_EQ(finished.status, 78) << row.setting;
    EXPECT_EQ(finished.errors.find("lmtpd: " + wrong + ":1: " + row.problem), 0u)
        << finished.errors;
  }
}

TEST_F(LmtpdTest, GoodSettingsPassTheCheckAndNothingIsMade) {
  const Finished finished = lmtpd({"--root", folder_, "--check-config"});
  EXPECT_EQ(finished.status, 0) << finished.errors;
  EXPECT_FALSE(fs::exists(folder_ + "/run"));
}

TEST_F(LmtpdTest, PrintsSettingsThatItCanRead) {
  const Finished printed = lmtpd({"--root", folder_, "--max-recipients", "7", "--print-config"});
  ASSERT_EQ(printed.status, 0) << printed.errors;
  EXPECT_NE(printed.output.find("\nmax-recipients = 7\n"), std::string::npos);
  const Finished again = lmtpd({"--config", write("f.conf", printed.output), "--print-config"});
  EXPECT_EQ(again.output, printed.output) << again.errors;
}

TEST_F(LmtpdTest, WrongUsageExits64) {
  const Finished finished = lmtpd({"--lisen", "x"});
  EXPECT_EQ(finished.status, 64);
  EXPECT_EQ(finished.errors,
            "lmtpd: unknown option `--lisen`; did you mean `--listen`?; see --help\n");
  EXPECT_EQ(lmtpd({"--help"}).status, 0);
  EXPECT_EQ(lmtpd({"--version"}).output.substr(0, 17), "lmtpd (Finalhop) ");
}

TEST_F(LmtpdTest, MissingUserOfTheSocketExits78) {
  const Finished finished = lmtpd({"--root", folder_, "--socket-owner", "no-such-user"});
  EXPECT_EQ(finished.status, 78);
  EXPECT_NE(finished.errors.find("there is no user `no-such-user`"), std::string::npos);
}

TEST_F(LmtpdTest, WithoutDatabaseItServesAndRecipientsAreTemporaryFailures) {
  fs::create_directory(folder_ + "/mail");
  const std::string input = write("input",
                                  "LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<ann@example.net>\r\n"
                                  "QUIT\r\n");
  const Finished finished = lmtpd({"--root", folder_, "--stdio"}, input);
  EXPECT_EQ(finished.status, 0);
  EXPECT_NE(finished.output.find("\r\n451 4.3.0 "), std::string::npos) << finished.output;
  EXPECT_NE(finished.output.find("\r\n221 2.0.0 "), std::string::npos) << finished.output;
  EXPECT_NE(finished.errors.find("warning the database does not work yet"), std::string::npos)
      << finished.errors;
}

TEST(LiveServerTest, StdioServesOneSessionFromAFile) {
  const LiveFixture fixture;
  LiveSite site(fixture);
  const std::string input = site.root() + "/input";
  std::ofstream(input) << "LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<ann@example.net>\r\nDATA\r\n"
                          "Subject: x\r\n\r\nbody\r\n.\r\nQUIT\r\n";
  const Finished finished =
      run_to_end({FINALHOP_LMTPD, "--root", site.root(), "--stdio"}, site.root(), input);
  EXPECT_EQ(finished.status, 0);
  EXPECT_NE(finished.output.find("\r\n250 2.0.0 <ann@example.net> "), std::string::npos)
      << finished.output << finished.errors;
  EXPECT_EQ(site.messages("ann@example.net").size(), 1u);
}

TEST(LiveServerTest, SecondServerOnTheSameSocketExits75) {
  const LiveFixture fixture;
  LiveSite site(fixture);
  const Finished second = run_to_end({FINALHOP_LMTPD, "--root", site.root()}, site.root());
  EXPECT_EQ(second.status, 75);
  EXPECT_NE(second.errors.find("another server listens on " + site.root() + "/run/lmtp.sock"),
            std::string::npos)
      << second.errors;
  ::close(site.connect(Transport::kUnix));  // the first one still serves
  EXPECT_EQ(site.stop(), 0);
}

TEST(LiveServerTest, SigtermExits0AndRemovesTheSocket) {
  const LiveFixture fixture;
  LiveSite site(fixture);
  EXPECT_TRUE(fs::is_socket(site.root() + "/run/lmtp.sock"));
  EXPECT_EQ(site.stop(), 0);
  EXPECT_FALSE(fs::exists(site.root() + "/run/lmtp.sock"));
  EXPECT_NE(site.log().find(" info ended\n"), std::string::npos) << site.log();
}

TEST(LiveServerTest, SighupPutsANewCertificateInUse) {
  const LiveFixture fixture;
  LiveSite site(fixture);
  const CertificateFiles old = fixture.certificate();
  const CertificateFiles renewed = write_certificate(site.root(), std::string(kHostName));
  LiveStream before(site.connect(Transport::kTls));
  before.start_tls(old.certificate, std::string(kHostName));

  fs::rename(renewed.key, old.key);
  fs::rename(renewed.certificate, old.certificate);
  site.signal(SIGHUP);
  site.wait_for_log("reload: new sessions have the new TLS settings");
  LiveStream behind(site.connect(Transport::kTls));
  behind.start_tls(old.certificate, std::string(kHostName));  // throws if it is not the new one

  before.send("NOOP\r\n");  // who was there goes on
  std::string replies;
  while (replies.find("250 2.0.0 OK") == std::string::npos) {
    ASSERT_EQ(before.read(replies), LiveStream::Read::kSome) << replies;
  }
  EXPECT_EQ(site.stop(), 0);
}

TEST(LiveServerTest, SocketOfAKilledServerIsReplaced) {
  const LiveFixture fixture;
  LiveSite site(fixture);
  site.signal(SIGKILL);
  EXPECT_EQ(site.wait_until_ended(), 128 + SIGKILL);
  EXPECT_TRUE(fs::is_socket(site.root() + "/run/lmtp.sock"));
  site.start();
  ::close(site.connect(Transport::kUnix));
  EXPECT_EQ(site.stop(), 0);
}

TEST(LiveServerTest, SocketHasTheModeOfTheSettings) {
  const LiveFixture fixture;
  LiveSite site(fixture, {{"socket-mode", "0606"}});
  struct stat facts{};
  ASSERT_EQ(::lstat((site.root() + "/run/lmtp.sock").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777, 0606u);
}

}  // namespace
}  // namespace dialogs
