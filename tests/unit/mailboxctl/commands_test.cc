#include "unit/mailboxctl/program.h"

#include <fcntl.h>
#include <sqlite3.h>

#include <cstdlib>

namespace mailboxctl {
namespace {

using Words = std::vector<std::string>;

class CommandsTest : public ProgramTest {
 protected:
  CommandsTest() { make_example(); }

  std::string maildir(const std::string& name) const {
    return root_ + "/mail/example.org/" + name + "/Maildir";
  }
};

TEST_F(CommandsTest, UserShowTellsEverything) {
  const Said said = run({"user", "show", "BOB@example.org", "--json"});
  ASSERT_EQ(said.exit_status, 0) << said.errors;
  EXPECT_EQ(said.json(), (nlohmann::json{{"address", "Bob@example.org"},
                                         {"key", "bob@example.org"},
                                         {"path", maildir("bob")},
                                         {"path_source", "template"},
                                         {"format", "maildir"},
                                         {"enabled", true},
                                         {"has_password", false}}));
  EXPECT_EQ(run({"user", "show", "bob@example.org"}).output,
            "address   Bob@example.org\npath      " + maildir("bob") +
                "\nformat    maildir\nenabled   yes\npassword  not set: no log-in\n");
}

TEST_F(CommandsTest, ListsAreForPeopleAndForPrograms) {
  EXPECT_EQ(run({"domain", "list"}).output, "example.org\n");
  EXPECT_EQ(run({"domain", "list", "--json"}).json(),
            nlohmann::json::array(
                {{{"domain", "example.org"}, {"name", "example.org"}, {"separators", "+"}}}));
  must({"user", "disable", "carl@example.org"});
  EXPECT_EQ(run({"user", "list"}).output, "Bob@example.org\ncarl@example.org (disabled)\n");
  const auto users = run({"user", "list", "--json"}).json();
  ASSERT_EQ(users.size(), 2U);
  EXPECT_EQ(users[1]["enabled"], false);
  EXPECT_EQ(run({"alias", "list"}).output,
            "sales@example.org: bob@example.org, carl@example.org\n");
  EXPECT_EQ(run({"alias", "list", "--json"}).json(),
            nlohmann::json::array({{{"address", "sales@example.org"},
                                    {"targets", {"bob@example.org", "carl@example.org"}}}}));
}

TEST_F(CommandsTest, ChangesAnswerWithWhatIsThereNow) {
  EXPECT_EQ(run({"--json", "domain", "add", "Example.NET"}).json()["domain"], "example.net");
  EXPECT_EQ(run({"--json", "user", "add", "Dora@example.net"}).json()["address"],
            "Dora@Example.NET");
  EXPECT_EQ(run({"--json", "alias", "add", "SALES@example.org", "dora@example.net"})
                .json()["targets"]
                .size(),
            3U);
  EXPECT_EQ(run({"--json", "user", "disable", "bob@example.org"}).json()["enabled"], false);
  EXPECT_EQ(run({"--json", "user", "enable", "bob@example.org"}).json()["enabled"], true);
  EXPECT_EQ(run({"--json", "alias", "remove", "sales@example.org"}).json()["removed"],
            "sales@example.org");
  EXPECT_EQ(run({"--json", "user", "remove", "dora@example.net"}).json()["removed"],
            "Dora@Example.NET");
  EXPECT_EQ(run({"--json", "domain", "remove", "example.net"}).json()["removed"], "example.net");
}

TEST_F(CommandsTest, RemovingAUserNamesTheAliasesThatStillNameIt) {
  const Said said = run({"user", "remove", "bob@example.org"});
  EXPECT_EQ(said.output,
            "removed user Bob@example.org\nstored mail stays in " + maildir("bob") +
                "\nstill named by alias sales@example.org: see `mailboxctl alias list`, "
                "`mailboxctl alias remove`\n");
}

TEST_F(CommandsTest, RefusalsSayWhatToDoInBothForms) {
  const std::string text =
      "domain example.net is not known: add it with `mailboxctl domain add example.net`";
  const Said people = run({"user", "add", "dora@example.net"});
  EXPECT_EQ(people.exit_status, 1);
  EXPECT_EQ(people.output, "");
  EXPECT_EQ(people.errors, "mailboxctl: " + text + "\n");
  const Said programs = run({"user", "add", "dora@example.net", "--json"});
  EXPECT_EQ(programs.exit_status, 1);
  EXPECT_EQ(programs.errors, "");
  EXPECT_EQ(programs.json(), (nlohmann::json{{"error", {{"status", "5.7.1"}, {"text", text}}}}));
  EXPECT_EQ(run({"user", "add", "a@b@c"}).exit_status, 1);
}

TEST_F(CommandsTest, WrongUsageNamesTheNearestCommand) {
  struct Row {
    Words words;
    std::string complaint;
  };
  const Row rows[] = {
      {{}, "no command given; see mailboxctl --help"},
      {{"usr", "add", "x@y"}, "unknown command `usr add`; did you mean `user add`?"},
      {{"user", "shwo", "x@y"}, "unknown command `user shwo`; did you mean `user show`?"},
      {{"explian", "x@y"}, "unknown command `explian x@y`; did you mean `explain`?"},
      {{"domain"}, "`domain` needs one of: add, list, remove"},
      {{"alias", "frobnicate"},
       "unknown command `alias frobnicate`: `alias` needs one of: add, list, remove"},
      {{"frobnicate"}, "unknown command `frobnicate`; see mailboxctl --help"},
      {{"user", "add"},
       "`user add` needs more: ADDRESS; write mailboxctl user add ADDRESS, for example "
       "`mailboxctl user add ann@example.net`"},
      {{"init", "now"},
       "`init` takes no `now`; write mailboxctl init, for example `mailboxctl --root /srv/mail "
       "init`"},
      {{"user", "list", "--jsno"}, "unknown option `--jsno`; did you mean `--json`?; see --help"},
  };
  for (const Row& row : rows) {
    const Said said = run(row.words);
    EXPECT_EQ(said.exit_status, 64);
    EXPECT_EQ(said.errors, "mailboxctl: " + row.complaint + "\n");
  }
  const Said json = run({"--json", "user", "add"});
  EXPECT_EQ(json.exit_status, 64);
  EXPECT_EQ(json.json()["error"]["status"], "5.5.2");
}

TEST_F(CommandsTest, WrongConfigurationIsExit78) {
  const std::string file = folder_ + "/finalhop.conf";
  std::ofstream(file) << "root = " << root_ << "\nmail-rot = /x\n";
  const Said typo = run_words({"--config", file, "user", "list"});
  EXPECT_EQ(typo.exit_status, 78);
  EXPECT_NE(typo.errors.find(file + ":2"), std::string::npos) << typo.errors;
  const Said climbing = run({"-o", "mailbox-path=../%u", "user", "list", "--json"});
  EXPECT_EQ(climbing.exit_status, 78);
  EXPECT_EQ(climbing.json()["error"]["status"], "4.3.5");
  EXPECT_EQ(run({"-o", "mailbox-path=../%u", "--check-config"}).exit_status, 78);
  EXPECT_EQ(run({"--check-config"}).output, "the settings are right\n");
}

TEST_F(CommandsTest, TheConfigurationFileSaysWhereTheDatabaseIs) {
  const std::string file = folder_ + "/finalhop.conf";
  std::ofstream(file) << "root = " << root_ << "\nmailbox-path = %u\n";
  const Said said = run_words({"user", "show", "bob@example.org", "--json", "--config", file});
  EXPECT_EQ(said.json()["path"], root_ + "/mail/bob@example.org");
}

TEST_F(CommandsTest, ADatabaseInUseIsExit75) {
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open((root_ + "/directory.db").c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr), SQLITE_OK);
  for (const Words& words :
       {Words{"user", "list"}, Words{"user", "add", "x@example.org"}, Words{"explain", "x@y"}}) {
    Words all = {"-o", "database-timeout=0", "--json"};
    all.insert(all.end(), words.begin(), words.end());
    const Said said = run(all);
    EXPECT_EQ(said.exit_status, 75);
    EXPECT_EQ(said.json()["error"]["status"], "4.3.0") << said.output;
  }
  sqlite3_close(other);
}

TEST_F(CommandsTest, HelpOfACommandHasAnExample) {
  for (const Words& words : {Words{"user", "passwd", "--help"}, Words{"--help", "user", "passwd"},
                             Words{"user", "--help", "passwd", "bob@example.org"}}) {
    const Said said = run(words);
    EXPECT_EQ(said.exit_status, 0);
    EXPECT_NE(said.output.find("Example:\n  mailboxctl user passwd ann@example.net\n"),
              std::string::npos)
        << said.output;
  }
  EXPECT_NE(run({"--help"}).output.find("user passwd ADDRESS"), std::string::npos);
  EXPECT_EQ(run({"--version"}).output.find("mailboxctl (Finalhop) "), 0U);
}

TEST_F(CommandsTest, ExplainShowsStepsPathsAndTheReply) {
  EXPECT_EQ(run({"explain", "Sales+x@example.org"}).output,
            "step Sales+x@example.org: alias sales@example.org (without the detail x): "
            "bob@example.org, carl@example.org\n"
            "step bob@example.org: mailbox Bob@example.org\n"
            "step carl@example.org: mailbox carl@example.org\n"
            "mailbox Bob@example.org: " +
                maildir("bob") +
                " (detail x)\n"
                "mailbox carl@example.org: " +
                maildir("carl") +
                " (detail x)\n"
                "reply to RCPT: 250 2.1.5 Recipient OK\n");
  const auto json = run({"explain", "sales@example.org", "--json"}).json();
  EXPECT_EQ(json["status"], "2.1.5");
  EXPECT_EQ(json["reply"], "250 2.1.5 Recipient OK");
  EXPECT_EQ(json["steps"].size(), 3U);
  EXPECT_EQ(
      json["mailboxes"][1],
      (nlohmann::json{{"address", "carl@example.org"}, {"path", maildir("carl")}, {"detail", ""}}));
}

TEST_F(CommandsTest, ExplainExplainsRefusalsToo) {
  must({"user", "disable", "carl@example.org"});
  struct Row {
    const char* address;
    const char* reply;
  };
  for (const Row& row :
       {Row{"nobody@example.org", "550 5.1.1 No such mailbox here"},
        Row{"bob@example.com", "550 5.7.1 Not a domain of this server, relaying denied"},
        Row{"carl@example.org", "550 5.2.1 Mailbox disabled"},
        Row{"Postmaster", "550 5.1.1 No such mailbox here"}}) {
    const Said said = run({"explain", row.address, "--json"});
    EXPECT_EQ(said.exit_status, 0) << said.output;
    EXPECT_EQ(said.json()["reply"], row.reply);
    EXPECT_EQ(said.json()["mailboxes"].size(), 0U);
    EXPECT_FALSE(said.json()["detail"].get<std::string>().empty());
  }
  EXPECT_EQ(run({"explain", "bob"}).output,
            "step bob: names no domain: taken as bob@example.org\n"
            "step bob@example.org: mailbox Bob@example.org\n"
            "mailbox Bob@example.org: " +
                maildir("bob") +
                "\n"
                "reply to RCPT: 250 2.1.5 Recipient OK\n");
}

TEST_F(CommandsTest, PasswordsComeFromStandardInput) {
  const Said said = run({"user", "passwd", "bob@example.org", "--stdin", "--json"}, "s3cret\n");
  EXPECT_EQ(said.exit_status, 0) << said.errors;
  EXPECT_EQ(said.json()["has_password"], true);
  EXPECT_EQ(said.output.find("argon2"), std::string::npos);
  EXPECT_EQ(run({"user", "passwd", "bob@example.org", "--stdin"}, "\n").exit_status, 1);
  const Said no_terminal = run({"user", "passwd", "bob@example.org"}, "s3cret\n");
  EXPECT_EQ(no_terminal.exit_status, 1);
  EXPECT_NE(no_terminal.errors.find("--stdin"), std::string::npos);
}

// A terminal with the program at its other end.
class TerminalTest : public ProgramTest {
 protected:
  TerminalTest() {
    make_example();
    keyboard_ = posix_openpt(O_RDWR | O_NOCTTY);
    EXPECT_EQ(grantpt(keyboard_), 0);
    EXPECT_EQ(unlockpt(keyboard_), 0);
    child_ = fork();
    if (child_ == 0) {
      const int screen = open(ptsname(keyboard_), O_RDWR | O_NOCTTY);
      for (const int descriptor : {0, 1, 2}) dup2(screen, descriptor);
      close(keyboard_);
      execute({"--root", root_, "user", "passwd", "bob@example.org"});
    }
  }
  ~TerminalTest() override { close(keyboard_); }

  // Waits for the words on the screen, then types.
  void type_after(const std::string& words, const std::string& keys) {
    while (screen_.find(words) == std::string::npos && read_more()) {
    }
    ASSERT_NE(screen_.find(words), std::string::npos) << screen_;
    ASSERT_EQ(write(keyboard_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
  }
  int exit_status() {
    while (read_more()) {
    }
    int wait_status = 0;
    EXPECT_EQ(waitpid(child_, &wait_status, 0), child_);
    return WEXITSTATUS(wait_status);
  }
  bool read_more() {
    char octets[256];
    const ssize_t count = read(keyboard_, octets, sizeof octets);
    if (count > 0) screen_.append(octets, static_cast<std::size_t>(count));
    return count > 0;
  }

  int keyboard_ = -1;
  pid_t child_ = -1;
  std::string screen_;
};

TEST_F(TerminalTest, AsksTwiceWithoutShowingThePassword) {
  type_after("New password for Bob@example.org: ", "s3cret\n");
  type_after("Once more: ", "s3cret\n");
  EXPECT_EQ(exit_status(), 0) << screen_;
  EXPECT_EQ(screen_.find("s3cret"), std::string::npos);
  EXPECT_EQ(run({"user", "show", "bob@example.org", "--json"}).json()["has_password"], true);
}

TEST_F(TerminalTest, ChangesNothingWhenTheTwoDiffer) {
  type_after("New password for Bob@example.org: ", "s3cret\n");
  type_after("Once more: ", "s4cret\n");
  EXPECT_EQ(exit_status(), 1);
  EXPECT_NE(screen_.find("the two differ"), std::string::npos);
  EXPECT_EQ(run({"user", "show", "bob@example.org", "--json"}).json()["has_password"], false);
}

}  // namespace
}  // namespace mailboxctl
