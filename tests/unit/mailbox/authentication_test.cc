#include "mailbox/authentication.h"

#include "unit/mailbox/directory_fixture.h"
#include "unit/mailbox/memory_directory.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace mailbox {
namespace {

// The hash of `x` is "hash of x": which hash is asked about which password is what matters here.
class AuthenticationTest : public testing::Test {
 protected:
  AuthenticationTest() {
    directory_.add_domain("example.net");
    directory_.add_mailbox("Ann@example.net");
    directory_.set_password_hash("ann@example.net", "hash of secret");
    directory_.add_mailbox("dis@example.net", false);
    directory_.set_password_hash("dis@example.net", "hash of secret");
    directory_.add_mailbox("none@example.net");
    directory_.add_alias("sales@example.net", {"ann@example.net"});
    settings_.verify = [this](const std::string& hash, std::string_view password) -> Result<bool> {
      asked_.push_back(hash);
      if (no_memory_) return failure(status::kSystemFull, "no memory");
      return hash == "hash of " + std::string(password);
    };
  }

  Result<Outcome> ask(std::string_view user, std::string_view password) {
    asked_.clear();
    return authenticate(directory_, user, password, settings_);
  }

  MemoryDirectory directory_;
  AuthenticationSettings settings_;
  std::vector<std::string> asked_;
  bool no_memory_ = false;
};

TEST_F(AuthenticationTest, KnowsTheUserByAddressAndByBareName) {
  for (const char* user :
       {"ann@example.net", "ANN@Example.NET", "\"ann\"@example.net", "ann", "Ann"}) {
    const auto outcome = ask(user, "secret");
    ASSERT_TRUE(outcome);
    EXPECT_EQ(*outcome, outcome_of(status::kLoggedIn)) << user;
    EXPECT_EQ(asked_, std::vector<std::string>{"hash of secret"});
  }
}

TEST_F(AuthenticationTest, TakesBareNamesForTheDefaultDomain) {
  directory_.add_domain("example.org");
  EXPECT_EQ(ask("ann", "secret")->status, status::kLogInFailed);  // which domain?
  settings_.default_domain = "example.net";
  EXPECT_EQ(ask("ann", "secret")->status, status::kLoggedIn);
  settings_.default_domain = "example.org";
  EXPECT_EQ(ask("ann", "secret")->status, status::kLogInFailed);
  EXPECT_EQ(ask("ann@example.net", "secret")->status, status::kLoggedIn);
}

TEST_F(AuthenticationTest, RefusesInTheSameWordsAndComputesOneHashWhateverTheReason) {
  struct Row {
    std::string user;
    std::string password;
    std::string detail;
  };
  const std::string too_long(kPasswordOctetsMax + 1, 'x');
  directory_.add_mailbox("long@example.net");
  directory_.set_password_hash("long@example.net", "hash of " + too_long);
  directory_.add_mailbox("empty@example.net");
  directory_.set_password_hash("empty@example.net", "hash of ");
  const Row rows[] = {
      {"ann@example.net", "wrong", "the password is wrong"},
      {"ann@example.net", "Secret", "the password is wrong"},
      {"ann@example.net", "secret ", "the password is wrong"},
      {"ann@example.net", std::string("secret\0", 7), "the password is wrong"},
      {"ann@example.net", std::string("secret\0x", 8), "the password is wrong"},
      {"long@example.net", too_long, "the password is empty or far too long"},
      {"empty@example.net", "", "the password is empty or far too long"},
      {"eve@example.net", "secret", "there is no such user"},
      {"ann@example.com", "secret", "there is no such user"},
      {"ann+detail@example.net", "secret", "there is no such user"},
      {"sales@example.net", "secret", "there is no such user"},
      {"dis@example.net", "secret", "the user is disabled"},
      {"dis@example.net", "wrong", "the user is disabled"},
      {"none@example.net", "secret", "the user has no password"},
      {"", "secret", "this is no user name"},
      {"@example.net", "secret", "this is no user name"},
      {"ann@", "secret", "this is no user name"},
      {"a b", "secret", "this is no user name"},
      {std::string("ann\0@example.net", 16), "secret", "this is no user name"},
      {"ann@example.net\r\n", "secret", "this is no user name"},
      {"\xff@example.net", "secret", "this is no user name"},
      {std::string(9000, 'a'), "secret", "this is no user name"},
      {"' OR 1=1 --", "secret", "this is no user name"},
  };
  for (const Row& row : rows) {
    const auto outcome = ask(row.user, row.password);
    ASSERT_TRUE(outcome) << row.user;
    EXPECT_EQ(outcome->status, status::kLogInFailed) << row.user;
    EXPECT_EQ(outcome->reason, "Authentication failed") << row.user;
    EXPECT_EQ(outcome->detail, row.detail) << row.user;
    EXPECT_EQ(asked_.size(), 1U) << row.user;
  }
}

TEST_F(AuthenticationTest, NobodysHashIsAskedWhereThereIsNone) {
  EXPECT_TRUE(ask("eve@example.net", "secret"));
  EXPECT_EQ(asked_, std::vector<std::string>{hash_of_nobody()});
  EXPECT_TRUE(ask("none@example.net", "secret"));
  EXPECT_EQ(asked_, std::vector<std::string>{hash_of_nobody()});
}

// Were the verification to say yes by mistake, it would still be nobody.
TEST_F(AuthenticationTest, NobodyLogsInByNobodysPassword) {
  settings_.verify = [](const std::string&, std::string_view) -> Result<bool> { return true; };
  for (const char* user : {"eve@example.net", "none@example.net", "dis@example.net", "a b"}) {
    EXPECT_EQ(ask(user, "secret")->status, status::kLogInFailed) << user;
  }
}

TEST_F(AuthenticationTest, TheHashOfNobodyCostsAsMuchAsAnyOther) {
  const std::string real = hash_password("x").value();
  const auto cost = [](const std::string& hash) { return hash.substr(0, hash.rfind("p=1$") + 4); };
  EXPECT_EQ(cost(hash_of_nobody()), cost(real));
  EXPECT_EQ(hash_of_nobody().size(), real.size());
  EXPECT_FALSE(verify_password(hash_of_nobody(), "x").value());
}

TEST_F(AuthenticationTest, TroubleIsNoRefusal) {
  no_memory_ = true;
  for (const char* user : {"ann@example.net", "eve@example.net"}) {
    const auto outcome = ask(user, "secret");
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().status, status::kSystemFull);
  }
  for (const char* user : {"ann@example.net", "ann"}) {
    BrokenDirectory broken(0);
    const auto outcome = authenticate(broken, user, "secret", settings_);
    ASSERT_FALSE(outcome);
    EXPECT_TRUE(outcome.error().status.temporary());
  }
}

// -- with the database and real hashes --

class AuthenticationSqliteTest : public DirectoryFixture {
 protected:
  AuthenticationSqliteTest() {
    make_example();
    DirectoryEditor example = editor();
    EXPECT_TRUE(
        example.set_password_hash(address_of("bob@example.org"), hash_password("Grüße").value()));
  }
  Outcome ask(std::string_view user, std::string_view password) {
    SqliteDirectory directory(path_, kNoWaiting);
    return authenticate(directory, user, password, {}).value();
  }
};

TEST_F(AuthenticationSqliteTest, LogsInWhoHasThePasswordAndNobodyElse) {
  EXPECT_EQ(ask("bob@example.org", "Grüße").status, status::kLoggedIn);
  EXPECT_EQ(ask("BOB", "Grüße").status, status::kLoggedIn);
  EXPECT_EQ(ask("bob@example.org", "Gruesse").status, status::kLogInFailed);
  EXPECT_EQ(ask("bob@example.org", "").status, status::kLogInFailed);
  EXPECT_EQ(ask("carl@example.org", "Grüße").detail, "the user has no password");
  EXPECT_EQ(ask("dora@example.org", "Grüße").detail, "there is no such user");
}

TEST_F(AuthenticationSqliteTest, HashesThatAreNotKnownHereLetNobodyIn) {
  RawDatabase raw(path_);
  for (const char* hash :
       {"$argon2id$v=19$m=65536,t=2,p=1$", "$argon2id$v=19$m=65536,t=2,p=1$wD2M$weOK",
        "$argon2id$v=99$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAA", "$argon2id$nonsense"}) {
    raw.run(
        fmt::format("UPDATE mailbox SET password_hash = '{}' WHERE local_part_key = 'bob'", hash));
    for (const char* password : {"Grüße", "", hash}) {
      EXPECT_EQ(ask("bob@example.org", password).status, status::kLogInFailed) << hash;
    }
  }
}

TEST_F(AuthenticationSqliteTest, DamageIsNeverAWrongPassword) {
  write_file(path_, contents_of(path_).substr(0, 100) + std::string(9000, 'x'));
  SqliteDirectory directory(path_, kNoWaiting);
  const auto outcome = authenticate(directory, "dora@example.org", "x", {});
  ASSERT_FALSE(outcome);
  EXPECT_TRUE(outcome.error().status.temporary()) << to_string(outcome.error().status);
}

}  // namespace
}  // namespace mailbox
