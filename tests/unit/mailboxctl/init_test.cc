#include "unit/mailboxctl/program.h"

#include <sqlite3.h>
#include <sys/stat.h>

namespace mailboxctl {
namespace {

class InitTest : public ProgramTest {
 protected:
  static std::string mode_of(const std::string& path) {
    struct stat facts{};
    EXPECT_EQ(stat(path.c_str(), &facts), 0) << path;
    std::ostringstream text;
    text << std::oct << (facts.st_mode & 07777U);
    return text.str();
  }
};

TEST_F(InitTest, MakesFoldersAndDatabaseAndSaysSo) {
  const Said said = run({"init"});
  EXPECT_EQ(said.exit_status, 0) << said.errors;
  EXPECT_EQ(said.output, "made " + root_ + "\nmade " + root_ + "/mail\nmade " + root_ +
                             "/spool\nmade " + root_ + "/run\nmade " + root_ + "/directory.db\n");
  EXPECT_EQ(mode_of(root_), "755");
  EXPECT_EQ(mode_of(root_ + "/mail"), "750");
  EXPECT_EQ(mode_of(root_ + "/spool"), "700");
  EXPECT_EQ(mode_of(root_ + "/run"), "755");
  EXPECT_EQ(mode_of(root_ + "/directory.db"), "640");
}

TEST_F(InitTest, ModesDoNotDependOnTheUmask) {
  const mode_t before = umask(0777);
  const Said said = run({"init"});
  umask(before);
  EXPECT_EQ(said.exit_status, 0) << said.errors;
  EXPECT_EQ(mode_of(root_ + "/run"), "755");
  EXPECT_EQ(mode_of(root_ + "/directory.db"), "640");
}

TEST_F(InitTest, ChangesNothingTheSecondTime) {
  make_example();
  ASSERT_EQ(chmod((root_ + "/mail").c_str(), 0700), 0);
  const Said said = run({"init", "--json"});
  EXPECT_EQ(said.exit_status, 0);
  EXPECT_EQ(said.json()["made"], nlohmann::json::array());
  EXPECT_EQ(run({"init"}).output, root_ + " is complete\n");
  EXPECT_EQ(mode_of(root_ + "/mail"), "700");
  EXPECT_EQ(run({"user", "list"}).output, "Bob@example.org\ncarl@example.org\n");
}

TEST_F(InitTest, MakesWhatIsMissingOnly) {
  make_example();
  std::filesystem::remove(root_ + "/spool");
  EXPECT_EQ(run({"init"}).output, "made " + root_ + "/spool\n");
}

TEST_F(InitTest, GivesWhatRootMadeToTheOwnerOfTheFolder) {
  if (geteuid() != 0) {
    // Nobody else can give files away; then they are the caller's, as everywhere.
    must({"init"});
    struct stat facts{};
    ASSERT_EQ(stat((root_ + "/directory.db").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_uid, geteuid());
    return;
  }
  constexpr uid_t kService = 12345;
  std::filesystem::create_directory(root_);
  ASSERT_EQ(chown(root_.c_str(), kService, kService), 0);
  make_example();
  for (const char* name : {"", "/mail", "/spool", "/run", "/directory.db"}) {
    struct stat facts{};
    ASSERT_EQ(stat((root_ + name).c_str(), &facts), 0) << name;
    EXPECT_EQ(facts.st_uid, kService) << name;
    EXPECT_EQ(facts.st_gid, kService) << name;
  }
}

TEST_F(InitTest, AFileInAFoldersPlaceIsTrouble) {
  std::filesystem::create_directory(root_);
  std::ofstream(root_ + "/mail") << "not a folder";
  const Said said = run({"init"});
  EXPECT_EQ(said.exit_status, 75);
  EXPECT_NE(said.errors.find(root_ + "/mail"), std::string::npos) << said.errors;
}

TEST_F(InitTest, MigratesAnOlderDatabaseAndSaysWhereTheBackupIs) {
  must({"init"});
  const std::string database = root_ + "/directory.db";
  std::filesystem::remove(database);
  sqlite3* old = nullptr;
  ASSERT_EQ(sqlite3_open(database.c_str(), &old), SQLITE_OK);
  const std::string tables = contents_of(FINALHOP_SOURCE_DIR "/schemas/migrations/0001-tables.sql");
  ASSERT_EQ(sqlite3_exec(old, tables.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(old);
  EXPECT_EQ(run({"init"}).output, "migrated " + database + "; as it was before, it is in " +
                                      database + ".before-schema-2\n");
  EXPECT_EQ(run({"domain", "add", "example.org"}).exit_status, 0);
}

TEST_F(InitTest, EveryOtherCommandSaysThatThereIsNoDatabase) {
  const std::string text =
      "no database at " + root_ + "/directory.db: make it with `mailboxctl init`";
  const std::vector<std::vector<std::string>> commands = {
      {"domain", "add", "example.org"},
      {"domain", "list"},
      {"domain", "remove", "example.org"},
      {"user", "add", "bob@example.org"},
      {"user", "list"},
      {"user", "show", "bob@example.org"},
      {"user", "remove", "bob@example.org"},
      {"user", "enable", "bob@example.org"},
      {"user", "disable", "bob@example.org"},
      {"user", "passwd", "bob@example.org", "--stdin"},
      {"alias", "add", "a@example.org", "bob@example.org"},
      {"alias", "list"},
      {"alias", "remove", "a@example.org"},
      {"explain", "bob@example.org"},
  };
  for (const auto& command : commands) {
    const Said said = run(command, "secret\n");
    EXPECT_EQ(said.exit_status, 75) << command[0];
    EXPECT_EQ(said.output, "");
    EXPECT_EQ(said.errors, "mailboxctl: " + text + "\n");
  }
  EXPECT_FALSE(std::filesystem::exists(root_));
}

}  // namespace
}  // namespace mailboxctl
