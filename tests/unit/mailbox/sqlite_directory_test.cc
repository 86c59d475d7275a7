#include "unit/mailbox/directory_fixture.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

namespace mailbox {
namespace {

using Found = Result<std::optional<MailboxRecord>>;

class SqliteDirectoryTest : public DirectoryFixture {
 protected:
  SqliteDirectoryTest() { make_example(); }

  Found find_bob() { return directory_.find_mailbox({"bob", "example.org"}); }

  // A look-up that could not be made; the words are what an administrator must find in the text.
  void expect_trouble(const Found& found, EnhancedStatus status, const std::string& words) {
    ASSERT_FALSE(found);
    EXPECT_EQ(to_string(found.error().status), to_string(status)) << found.error().text;
    EXPECT_NE(found.error().text.find(words), std::string::npos) << found.error().text;
    EXPECT_NE(found.error().text.find(path_), std::string::npos) << found.error().text;
  }
  void expect_bob(const Found& found) {
    ASSERT_TRUE(found) << found.error().text;
    ASSERT_TRUE(found->has_value());
    EXPECT_EQ((*found)->address, (Address{"Bob", "example.org"}));
  }

  SqliteDirectory directory_{path_, kNoWaiting};
};

TEST_F(SqliteDirectoryTest, FindsWhatIsThereAndSaysWhatIsNot) {
  expect_bob(find_bob());
  const auto domain = directory_.find_domain("example.org");
  ASSERT_TRUE(domain);
  EXPECT_EQ(*domain, (DomainRecord{"example.org", "example.org", "+"}));
  EXPECT_EQ(directory_.only_domain().value(), *domain);
  EXPECT_EQ(directory_.find_domain("example.com").value(), std::nullopt);
  EXPECT_EQ(directory_.find_mailbox({"dora", "example.org"}).value(), std::nullopt);
  EXPECT_EQ(directory_.find_alias({"sales", "example.org"}).value(), std::nullopt);
}

TEST_F(SqliteDirectoryTest, SeesEachEditAtOnce) {
  expect_bob(find_bob());
  DirectoryEditor example = editor();
  ASSERT_TRUE(example.add_alias("sales@example.org", addresses_of({"carl@example.org"})));
  const auto sales = directory_.find_alias({"sales", "example.org"});
  EXPECT_EQ(sales.value(), (AliasRecord{"sales@example.org", {"carl@example.org"}}));
  ASSERT_TRUE(example.remove_mailbox(address_of("bob@example.org")));
  EXPECT_EQ(find_bob().value(), std::nullopt);
  ASSERT_TRUE(example.add_domain("example.net"));
  EXPECT_EQ(directory_.only_domain().value(), std::nullopt);
}

TEST_F(SqliteDirectoryTest, FindsThePasswordHashOfWhoHasOne) {
  ASSERT_TRUE(editor().set_password_hash(address_of("bob@example.org"), "$argon2id$x"));
  EXPECT_EQ(directory_.find_password_hash({"bob", "example.org"}).value(), "$argon2id$x");
  EXPECT_EQ(directory_.find_password_hash({"carl", "example.org"}).value(), std::nullopt);
  EXPECT_EQ(directory_.find_password_hash({"dora", "example.org"}).value(), std::nullopt);
  EXPECT_EQ(directory_.find_password_hash({"bob", "example.com"}).value(), std::nullopt);
}

TEST_F(SqliteDirectoryTest, KeepsOddNamesApart) {
  DirectoryEditor example = editor();
  for (const char* name : {R"("it's"@example.org)", R"("a\"b"@example.org)", "bob%@example.org",
                           "b_b@example.org", R"("bob;--"@example.org)"}) {
    ASSERT_TRUE(example.add_mailbox(address_of(name))) << name;
    const auto found = directory_.find_mailbox(key_of(name));
    ASSERT_TRUE(found && found->has_value()) << name;
    EXPECT_EQ((*found)->address, address_of(name));
  }
  for (const AddressKey& key :
       {AddressKey{"b%", "example.org"}, AddressKey{"' OR 1=1 --", "example.org"},
        AddressKey{std::string("bob\0x", 5), "example.org"}, AddressKey{"", "example.org"},
        AddressKey{"bob", ""}, AddressKey{std::string(1'000'000, 'b'), "example.org"}}) {
    EXPECT_EQ(directory_.find_mailbox(key).value(), std::nullopt);
  }
}

TEST_F(SqliteDirectoryTest, AMissingFileIsNoUnknownUser) {
  std::filesystem::rename(path_, path_ + ".away");
  expect_trouble(find_bob(), status::kSystemFault, "make it with `mailboxctl init`");
  std::filesystem::rename(path_ + ".away", path_);
  expect_bob(find_bob());
}

TEST_F(SqliteDirectoryTest, ARemovedFileIsNoticedThoughItIsOpen) {
  expect_bob(find_bob());
  std::filesystem::remove(path_);
  expect_trouble(find_bob(), status::kSystemFault, "no database at");
  make_example();
  expect_bob(find_bob());
}

TEST_F(SqliteDirectoryTest, AFileReplacedByRenameIsReadAnew) {
  expect_bob(find_bob());
  std::filesystem::copy_file(path_, path_ + ".new");
  RawDatabase(path_ + ".new").run("DELETE FROM mailbox WHERE local_part_key = 'bob'");
  std::filesystem::rename(path_ + ".new", path_);
  EXPECT_EQ(find_bob().value(), std::nullopt);
}

TEST_F(SqliteDirectoryTest, ALockedFileIsTemporaryTrouble) {
  for (const bool open_before : {false, true}) {
    if (open_before) expect_bob(find_bob());
    {
      RawDatabase other(path_);
      other.run("BEGIN EXCLUSIVE");
      expect_trouble(find_bob(), status::kSystemFault, "database is locked");
      other.run("ROLLBACK");
    }
    expect_bob(find_bob());
  }
}

TEST_F(SqliteDirectoryTest, GarbageIsTemporaryTrouble) {
  const std::string good = contents_of(path_);
  for (const std::string& garbage : {std::string("Dear Sir or Madam"), std::string(100'000, 'x'),
                                     std::string(good).replace(0, 6, "SQLoth")}) {
    write_file(path_, garbage);
    SqliteDirectory fresh(path_, kNoWaiting);
    const AddressKey bob{"bob", "example.org"};
    expect_trouble(fresh.find_mailbox(bob), status::kSystemFault, "restore it from a backup");
    write_file(path_, good);
    expect_bob(fresh.find_mailbox(bob));
  }
}

TEST_F(SqliteDirectoryTest, AnEmptyFileIsTrouble) {
  write_file(path_, "");
  expect_trouble(find_bob(), status::kMisconfigured, "is empty");
}

TEST_F(SqliteDirectoryTest, ATruncatedFileNeverMakesAUserUnknown) {
  const std::string good = contents_of(path_);
  int noticed = 0;
  for (std::size_t octets = 0; octets + 1 < good.size(); octets += 509) {
    for (const bool open_before : {false, true}) {
      write_file(path_, good);
      if (open_before) expect_bob(find_bob());
      std::filesystem::resize_file(path_, octets);
      const Found bob = find_bob();
      if (bob) {
        EXPECT_TRUE(bob->has_value()) << octets;  // what was cut off may have been empty
      } else {
        EXPECT_TRUE(bob.error().status.temporary()) << bob.error().text;
        ++noticed;
      }
    }
  }
  EXPECT_GT(noticed, 100);
  write_file(path_, good);
  expect_bob(find_bob());
}

TEST_F(SqliteDirectoryTest, FlippedOctetsNeverMakeAUserUnknown) {
  // More pages, more kinds of damage.
  RawDatabase(path_).run(
      "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199)"
      "INSERT INTO mailbox (domain, local_part_key, local_part)"
      "  SELECT 'example.org', 'user' || i, 'User' || i FROM n");
  const std::string good = contents_of(path_);
  std::mt19937 random(20240229);
  std::uniform_int_distribution<std::size_t> place(0, good.size() - 1);
  std::uniform_int_distribution<int> flip(1, 255);
  int noticed = 0;
  for (int round = 0; round < 300; ++round) {
    std::string damaged = good;
    for (int octet = 0; octet < 8; ++octet) {
      damaged[place(random)] ^= static_cast<char>(flip(random));
    }
    write_file(path_, damaged);
    SqliteDirectory fresh(path_, kNoWaiting);
    for (const char* user : {"bob", "carl", "user0", "user77", "user199"}) {
      Found found = fresh.find_mailbox({user, "example.org"});
      if (found && !found->has_value()) {  // as resolve() does before it refuses
        auto sound = fresh.require_sound();
        if (!sound) found = failure_of(sound);
      }
      if (found) {
        EXPECT_TRUE(found->has_value()) << user << " in round " << round;
      } else {
        ++noticed;
        EXPECT_TRUE(found.error().status.temporary()) << found.error().text;
      }
    }
  }
  EXPECT_GT(noticed, 0);
  write_file(path_, good);
  expect_bob(find_bob());
}

TEST_F(SqliteDirectoryTest, AFolderInItsPlaceIsTrouble) {
  std::filesystem::remove(path_);
  std::filesystem::create_directory(path_);
  expect_trouble(find_bob(), status::kSystemFault, "check the path");
}

TEST_F(SqliteDirectoryTest, NeverWrites) {
  const std::string before = contents_of(path_);
  expect_bob(find_bob());
  EXPECT_EQ(directory_.find_alias({"", "example.org"}).value(), std::nullopt);
  EXPECT_EQ(contents_of(path_), before);
  EXPECT_FALSE(std::filesystem::exists(path_ + "-journal"));
}

// What a writer that was killed in mid-change leaves: a changed file and a journal to undo it.
void leave_hot_journal(const std::string& path) {
  const pid_t writer = fork();
  ASSERT_GE(writer, 0);
  if (writer == 0) {
    sqlite3* connection = nullptr;
    sqlite3_open(path.c_str(), &connection);
    // The small cache makes SQLite write pages into the file before the end of the transaction.
    const int result = sqlite3_exec(
        connection,
        "PRAGMA cache_size = 2; PRAGMA cache_spill = 1; BEGIN EXCLUSIVE;"
        "DELETE FROM mailbox WHERE local_part_key = 'bob';"
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
        "INSERT INTO mailbox (domain, local_part_key, local_part)"
        "  SELECT 'example.org', 'u' || i, 'u' || i FROM n",
        nullptr, nullptr, nullptr);
    _exit(result == SQLITE_OK ? 0 : 1);
  }
  int exit_status = 0;
  ASSERT_EQ(waitpid(writer, &exit_status, 0), writer);
  ASSERT_EQ(exit_status, 0);
  ASSERT_TRUE(std::filesystem::exists(path + "-journal"));
}

TEST_F(SqliteDirectoryTest, RollsBackWhatAKilledWriterLeft) {
  expect_bob(find_bob());
  const std::string before = contents_of(path_);
  leave_hot_journal(path_);
  ASSERT_NE(contents_of(path_), before);
  expect_bob(find_bob());
  EXPECT_EQ(contents_of(path_), before);
}

// Runs `body` in a process without root's powers over files; true if it returned true.
template <class Body>
bool as_unprivileged_user(Body body) {
  const pid_t child = fork();
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    if (geteuid() == 0 && setuid(kNobody) != 0) _exit(2);
    _exit(body() ? 0 : 1);
  }
  int exit_status = 0;
  EXPECT_EQ(waitpid(child, &exit_status, 0), child);
  return exit_status == 0;
}

TEST_F(SqliteDirectoryTest, ReadsAFileThatItMayNotWrite) {
  chmod(folder_.c_str(), 0555);
  chmod(path_.c_str(), 0444);
  EXPECT_TRUE(as_unprivileged_user([this] {
    const Found bob = find_bob();
    return bob && bob->has_value() &&
           directory_.find_mailbox({"dora", "example.org"}).value() == std::nullopt;
  }));
  chmod(folder_.c_str(), 0755);
}

TEST_F(SqliteDirectoryTest, AnUnreadableFileIsTemporaryTrouble) {
  chmod(folder_.c_str(), 0755);
  chmod(path_.c_str(), 0000);
  EXPECT_TRUE(as_unprivileged_user([this] {
    const Found bob = find_bob();
    return !bob && bob.error().status == status::kSystemFault &&
           bob.error().text.find("Permission denied") != std::string::npos;
  }));
}

TEST_F(SqliteDirectoryTest, AHalfDoneChangeThatItMayNotUndoIsTemporaryTrouble) {
  leave_hot_journal(path_);
  chmod(folder_.c_str(), 0555);
  chmod(path_.c_str(), 0444);
  chmod((path_ + "-journal").c_str(), 0444);
  EXPECT_TRUE(as_unprivileged_user([this] {
    const Found bob = find_bob();
    return !bob && bob.error().status.temporary();
  }));
  chmod(folder_.c_str(), 0755);
}

}  // namespace
}  // namespace mailbox
