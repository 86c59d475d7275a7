#include "config/command_line.h"

#include "config/config_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

using config::Program;
namespace options = boost::program_options;

// A folder with a configuration file, and a program that has two options of its own.
class CommandLineTest : public testing::Test {
 protected:
  CommandLineTest() {
    std::string name = testing::TempDir() + "command_line.XXXXXX";
    folder_ = mkdtemp(name.data());
    interface_.program = Program::kDeliver;
    interface_.usage = "[OPTION]...";
    interface_.purpose = "Delivers.";
    interface_.own.add_options()("folder,m", options::value<std::string>(), "folder")("exit,e",
                                                                                      "as asked");
    interface_.default_config_file = path("default.conf");
  }
  ~CommandLineTest() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
    return path(name);
  }

  tl::expected<config::CommandLine, config::ConfigError> read(
      std::vector<std::string> arguments) const {
    std::vector<const char*> argv = {"deliver"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    return config::read_command_line(interface_, static_cast<int>(argv.size()), argv.data());
  }

  config::ConfigError refused(std::vector<std::string> arguments) const {
    auto line = read(std::move(arguments));
    EXPECT_FALSE(line);
    return line ? config::ConfigError{} : line.error();
  }

  std::string folder_;
  config::Interface interface_;
};

TEST_F(CommandLineTest, DefaultsHoldWhenNothingIsGiven) {
  const auto line = read({});
  ASSERT_TRUE(line) << line.error().text;
  EXPECT_EQ(line->request, config::Request::kRun);
  EXPECT_EQ(line->settings.root, "/var/lib/finalhop");
  EXPECT_TRUE(line->places.empty());
}

TEST_F(CommandLineTest, CommandLineBeatsFileBeatsDefault) {
  const std::string file =
      write("f.conf", "max-message-size = 1M\nmax-recipients = 5\nroot = /srv/a\n");
  const auto line = read({"-c", file, "--max-message-size", "2M"});
  ASSERT_TRUE(line) << line.error().text;
  EXPECT_EQ(line->settings.limits.message_octets, 2u << 20);
  EXPECT_EQ(line->settings.limits.transaction_recipients, 5u);
  EXPECT_EQ(line->settings.limits.workers, mailbox::Limits().workers);
  EXPECT_EQ(line->settings.database, "/srv/a/directory.db");
}

TEST_F(CommandLineTest, SetGivesAnySettingOfAnyProgram) {
  const auto line = read({"-o", "workers=3", "--set", "default-domain=", "-o", "workers=4"});
  ASSERT_TRUE(line) << line.error().text;
  EXPECT_EQ(line->settings.limits.workers, 4u);
}

TEST_F(CommandLineTest, ListOnTheCommandLineReplacesTheFilesList) {
  const std::string file = write("f.conf", "listen = lmtp:[::1]:24\n");
  const auto line =
      read({"-c", file, "-o", "listen=lmtp:127.0.0.1:2401", "-o", "listen=lmtp:unix:/x"});
  ASSERT_TRUE(line) << line.error().text;
  EXPECT_EQ(line->settings.listen,
            (std::vector<std::string>{"lmtp:127.0.0.1:2401", "lmtp:unix:/x"}));
}

TEST_F(CommandLineTest, DefaultFileIsReadOnlyWithoutConfigAndRoot) {
  write("default.conf", "max-recipients = 5\n");
  const std::string other = write("other.conf", "");
  EXPECT_EQ(read({})->settings.limits.transaction_recipients, 5u);
  EXPECT_EQ(read({"--config", other})->settings.limits.transaction_recipients, 1000u);
  EXPECT_EQ(read({"--root", folder_})->settings.limits.transaction_recipients, 1000u);
}

TEST_F(CommandLineTest, RootIsMadeAbsolute) {
  const auto line = read({"--root", "somewhere"});
  ASSERT_TRUE(line);
  const std::string root = std::filesystem::current_path().string() + "/somewhere";
  EXPECT_EQ(line->settings.root, root);
  EXPECT_EQ(line->settings.listen,
            std::vector<std::string>{"lmtp:unix:" + root + "/run/lmtp.sock"});
}

TEST_F(CommandLineTest, OwnOptionsMayBeEmpty) {
  const auto line = read({"-m", "", "-e"});
  ASSERT_TRUE(line) << line.error().text;
  EXPECT_EQ(line->own["folder"].as<std::string>(), "");
  EXPECT_EQ(line->own.count("exit"), 1u);
}

TEST_F(CommandLineTest, PositionalsAreForProgramsThatTakeThem) {
  EXPECT_EQ(refused({"abc"}).text, "unexpected argument `abc`; see --help");
  interface_.takes_positionals = true;
  const auto line = read({"user", "-e", "add", "--", "--odd"});
  ASSERT_TRUE(line) << line.error().text;
  EXPECT_EQ(line->positionals, (std::vector<std::string>{"user", "add", "--odd"}));
}

TEST_F(CommandLineTest, WrongUsageNamesTheNearestOption) {
  const auto error = refused({"--floder", "x"});
  EXPECT_EQ(error.fault, config::Fault::kUsage);
  EXPECT_EQ(error.text, "unknown option `--floder`; did you mean `--folder`?; see --help");
  EXPECT_EQ(refused({"--fold", "x"}).fault, config::Fault::kUsage);  // no abbreviations
  EXPECT_EQ(refused({"-m"}).fault, config::Fault::kUsage);
}

TEST_F(CommandLineTest, WrongSettingsAreConfigurationFaults) {
  const auto unknown = refused({"-o", "wrkers=1"});
  EXPECT_EQ(unknown.fault, config::Fault::kConfiguration);
  EXPECT_EQ(unknown.text, "--set: unknown setting `wrkers`; did you mean `workers`?");
  EXPECT_EQ(refused({"-o", "workers"}).text, "--set: write workers=VALUE");
  EXPECT_EQ(refused({"--max-recipients", "0"}).text.substr(0, 35),
            "unknown option `--max-recipients`; ");  // a setting of lmtpd: by --set only
  EXPECT_EQ(refused({"-o", "max-recipients=0"}).text,
            "--set: max-recipients must be a whole number from 1 to 1000000000, not `0`");
  EXPECT_EQ(refused({"--root", "/a#b"}).text,
            "--root: root cannot hold `#`, a line end or NUL, not `/a#b`");
}

TEST_F(CommandLineTest, EveryWrongLineOfTheFileIsReported) {
  const std::string file = write("f.conf", "workers = 0\nlog-level = info\nlisten =\n");
  const auto error = refused({"-c", file});
  EXPECT_EQ(error.fault, config::Fault::kConfiguration);
  EXPECT_EQ(error.text, file + ":1: workers must be a whole number from 1 to 1024, not `0`\n" +
                            file + ":3: listen must not be empty, not ``");
}

TEST_F(CommandLineTest, MissingFileIsAConfigurationFault) {
  const auto error = refused({"-c", path("none.conf")});
  EXPECT_EQ(error.fault, config::Fault::kConfiguration);
  EXPECT_EQ(error.text, path("none.conf") + ": cannot be read: No such file or directory");
}

TEST_F(CommandLineTest, FaultsTellTheSettingsThatWereUnderstood) {
  EXPECT_EQ(refused({"--nonsense"}).settings.usage_exit_status, "75");
  EXPECT_EQ(refused({"-o", "usage-exit-status=64", "--nonsense"}).settings.usage_exit_status, "64");
  write("default.conf", "usage-exit-status = 64\n");
  EXPECT_EQ(refused({"-m"}).settings.usage_exit_status, "64");
}

TEST_F(CommandLineTest, ComplaintsNameThePlaceOfTheSetting) {
  const std::string file = write("f.conf", "\nmailbox-path = /x\nlisten = a\nlisten = b\n");
  const auto line = read({"-c", file, "--spool", "/s"});
  ASSERT_TRUE(line) << line.error().text;
  EXPECT_EQ(config::complaint(*line, "mailbox-path", "must be relative"),
            file + ":2: mailbox-path must be relative");
  EXPECT_EQ(config::complaint(*line, "listen", "is wrong", 1), file + ":4: listen is wrong");
  EXPECT_EQ(config::complaint(*line, "spool", "is wrong"), "--spool: spool is wrong");
  EXPECT_EQ(config::complaint(*line, "root", "is wrong"), "default: root is wrong");
}

TEST_F(CommandLineTest, PrintedSettingsAreAConfigurationFileThatGivesTheSame) {
  const auto first = read({"--root", folder_, "-o", "workers=3", "--print-config"});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->request, config::Request::kPrint);
  const std::string file = write("printed.conf", first->text);
  const auto second = read({"-c", file, "--print-config"});
  ASSERT_TRUE(second) << second.error().text;
  EXPECT_EQ(second->text, first->text);
  EXPECT_NE(first->text.find("\nworkers = 3\n"), std::string::npos);
}

TEST_F(CommandLineTest, HelpAndVersionNeedNoGoodConfiguration) {
  write("default.conf", "nonsense\n");
  const auto help = read({"--help"});
  ASSERT_TRUE(help) << help.error().text;
  EXPECT_EQ(help->request, config::Request::kPrint);
  EXPECT_EQ(help->text.substr(0, 44), "Usage: deliver [OPTION]...\n\nDelivers.\n\n  -m ");
  EXPECT_NE(help->text.find("--max-message-size SIZE"), std::string::npos);
  EXPECT_EQ(help->text.find("finalhop-positionals"), std::string::npos);
  const auto version = read({"--version"});
  ASSERT_TRUE(version);
  EXPECT_EQ(version->text.substr(0, 19), "deliver (Finalhop) ");
}

TEST_F(CommandLineTest, CheckConfigIsARequest) {
  EXPECT_EQ(read({"--check-config"})->request, config::Request::kCheckConfig);
  EXPECT_EQ(refused({"--check-config", "-o", "workers=0"}).fault, config::Fault::kConfiguration);
}

}  // namespace
