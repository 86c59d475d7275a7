#include "unit/mailbox/directory_fixture.h"

#include <sys/stat.h>

namespace mailbox {
namespace {

class DirectoryEditorTest : public DirectoryFixture {
 protected:
  DirectoryEditorTest() { make_example(); }

  void expect_refused(const Result<void>& result, EnhancedStatus status, const std::string& text) {
    ASSERT_FALSE(result) << "expected: " << text;
    EXPECT_EQ(to_string(result.error().status), to_string(status));
    EXPECT_EQ(result.error().text, text);
  }
  std::vector<std::string> targets(const std::string& alias) {
    const auto aliases = editor_.aliases();
    for (const AliasRecord& record : aliases.value()) {
      if (record.address == alias) return record.targets;
    }
    return {};
  }

  DirectoryEditor editor_{editor()};
};

TEST_F(DirectoryEditorTest, OpeningAnExistingOneDoesNotMakeIt) {
  const std::string nowhere = folder_ + "/nowhere.db";
  const auto opened =
      DirectoryEditor::open(nowhere, DirectoryEditor::Opening::kExisting, kNoWaiting);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error(), (Error{status::kSystemFault, "no database at " + nowhere +
                                                             ": make it with `mailboxctl init`"}));
  EXPECT_FALSE(std::filesystem::exists(nowhere));
}

TEST_F(DirectoryEditorTest, ANewDatabaseIsNotForEverybody) {
  const mode_t before = umask(0);
  std::filesystem::remove(path_);
  editor();
  umask(before);
  EXPECT_EQ(std::filesystem::status(path_).permissions(), std::filesystem::perms{0640});
}

TEST_F(DirectoryEditorTest, OpeningTwiceKeepsWhatIsThere) {
  EXPECT_EQ(editor().mailboxes().value().size(), 2U);
  EXPECT_EQ(editor(DirectoryEditor::Opening::kExisting).mailboxes().value().size(), 2U);
}

TEST_F(DirectoryEditorTest, KeepsNamesAsGivenAndComparesThemFolded) {
  ASSERT_TRUE(editor_.add_domain("Bücher.EXAMPLE"));
  EXPECT_EQ(editor_.domains().value().at(1),
            (DomainRecord{"Bücher.EXAMPLE", "xn--bcher-kva.example", "+"}));
  ASSERT_TRUE(editor_.add_mailbox(address_of("Dora@bücher.example")));
  const auto dora = editor_.mailbox(address_of("DORA@XN--BCHER-KVA.example"));
  ASSERT_TRUE(dora);
  EXPECT_EQ(dora->address, (Address{"Dora", "Bücher.EXAMPLE"}));
  EXPECT_EQ(dora->key, (AddressKey{"dora", "xn--bcher-kva.example"}));
}

TEST_F(DirectoryEditorTest, ADomainIsKeptWithoutTheRootsDot) {
  ASSERT_TRUE(editor_.add_domain("Example.NET."));
  EXPECT_EQ(editor_.domain("example.net").value().name, "Example.NET");
  expect_refused(editor_.add_domain("not a domain"), status::kBadRecipientSyntax,
                 "'not a domain': no domain name; write it as example.org");
}

TEST_F(DirectoryEditorTest, RefusalsSayWhatToDo) {
  expect_refused(editor_.add_domain("EXAMPLE.org"), status::kBadParameter,
                 "domain example.org exists already: see `mailboxctl domain list`");
  expect_refused(
      editor_.remove_domain("example.net"), status::kNotOurDomain,
      "domain example.net is not known: add it with `mailboxctl domain add example.net`");
  expect_refused(
      editor_.add_mailbox(address_of("dora@example.net")), status::kNotOurDomain,
      "domain example.net is not known: add it with `mailboxctl domain add example.net`");
  expect_refused(editor_.add_mailbox(address_of("BOB@example.org")), status::kBadParameter,
                 "user Bob@example.org exists already: see `mailboxctl user show Bob@example.org`");
  const std::string no_dora =
      "there is no user dora@example.org: add it with `mailboxctl user add dora@example.org`, or "
      "see who is there with `mailboxctl user list`";
  const Address dora = address_of("dora@example.org");
  expect_refused(editor_.remove_mailbox(dora), status::kNoSuchMailbox, no_dora);
  expect_refused(editor_.enable_mailbox(dora, false), status::kNoSuchMailbox, no_dora);
  expect_refused(editor_.set_password_hash(dora, "$argon2id$x"), status::kNoSuchMailbox, no_dora);
  expect_refused(editor_.remove_alias("sales@example.org"), status::kNoSuchMailbox,
                 "there is no alias sales@example.org: see `mailboxctl alias list`");
  expect_refused(editor_.add_alias("sales", addresses_of({"bob@example.org"})),
                 status::kBadRecipientSyntax,
                 "'sales' is no mail address: no domain; write an alias as name@example.org, or as "
                 "@example.org for the domain's catch-all");
  expect_refused(editor_.add_alias("sales@example.org", {}), status::kBadParameter,
                 "alias sales@example.org needs a target: `mailboxctl alias add sales@example.org "
                 "ADDRESS`");
}

TEST_F(DirectoryEditorTest, RefusesNamesThatNoFolderShouldHave) {
  struct Row {
    const char* local_part;
    bool fits;
  };
  const std::string longest(200, 'a');
  const std::string too_long(201, 'a');
  for (const Row& row : {
           // valid
           Row{"dora", true},
           Row{"new", true},
           Row{"tmp", true},
           Row{"cur", true},
           Row{"a b", true},
           Row{"~root", true},
           Row{"-x", true},
           Row{"do..ra", true},
           Row{"dora+x", true},
           Row{"%2e%2e", true},
           Row{"ärmel", true},
           Row{longest.c_str(), true},
           // invalid
           Row{".", false},
           Row{"..", false},
           Row{".dora", false},
           Row{"a/b", false},
           Row{"/", false},
           Row{"a\tb", false},
           Row{"a\x7f", false},
           Row{"", false},
           Row{too_long.c_str(), false},
       }) {
    const auto added = editor_.add_mailbox({row.local_part, "example.org"});
    EXPECT_EQ(added.has_value(), row.fits) << row.local_part;
    if (!added) {
      EXPECT_TRUE(added.error().status.permanent()) << added.error().text;
    }
  }
}

TEST_F(DirectoryEditorTest, ADomainInUseIsNotRemoved) {
  ASSERT_TRUE(editor_.add_domain("example.net"));
  ASSERT_TRUE(editor_.add_alias("info@example.net", addresses_of({"bob@example.org"})));
  expect_refused(editor_.remove_domain("example.org"), status::kBadParameter,
                 "domain example.org is still in use, remove first its users (`mailboxctl user "
                 "remove`): Bob@example.org, carl@example.org; and its aliases (`mailboxctl alias "
                 "remove`): info@example.net");
  ASSERT_TRUE(editor_.remove_alias("info@example.net"));
  ASSERT_TRUE(editor_.remove_mailbox(address_of("bob@example.org")));
  ASSERT_TRUE(editor_.remove_mailbox(address_of("carl@example.org")));
  EXPECT_TRUE(editor_.remove_domain("EXAMPLE.ORG"));
  EXPECT_EQ(editor_.domains().value().size(), 1U);
}

TEST_F(DirectoryEditorTest, AddingToAnAliasAddsTargetsOnce) {
  ASSERT_TRUE(editor_.add_alias("sales@example.org", addresses_of({"carl@example.org"})));
  ASSERT_TRUE(editor_.add_alias("SALES@example.org",
                                addresses_of({"Carl@example.org", "bob@example.org"})));
  EXPECT_EQ(targets("sales@example.org"),
            (std::vector<std::string>{"carl@example.org", "bob@example.org"}));
}

TEST_F(DirectoryEditorTest, AnAliasCanBeACatchAllAndKeepALocalCopy) {
  ASSERT_TRUE(editor_.add_alias("@example.org", addresses_of({"bob@example.org"})));
  EXPECT_EQ(targets("@example.org"), std::vector<std::string>{"bob@example.org"});
  ASSERT_TRUE(
      editor_.add_alias("bob@example.org", addresses_of({"bob@example.org", "carl@example.org"})));
  EXPECT_TRUE(editor_.remove_alias("@EXAMPLE.org"));
  EXPECT_EQ(targets("@example.org"), std::vector<std::string>{});
}

TEST_F(DirectoryEditorTest, RefusesTargetsThatLeadNowhere) {
  expect_refused(editor_.add_alias("sales@example.org", addresses_of({"friend@example.com"})),
                 status::kNotOurDomain,
                 "friend@example.com is in no domain of this server, and forwarding to other "
                 "servers is not available; for a domain of this server: `mailboxctl domain add "
                 "example.com`");
  expect_refused(
      editor_.add_alias("sales@example.org", addresses_of({"bob@example.org", "typo@example.org"})),
      status::kNoSuchMailbox,
      "typo@example.org is neither a user nor an alias: add it first with `mailboxctl user add "
      "typo@example.org`");
  EXPECT_TRUE(editor_.aliases().value().empty());  // not half of it either
  // The alias itself is not a mailbox yet.
  EXPECT_FALSE(editor_.add_alias("sales@example.org", addresses_of({"sales@example.org"})));
  // A catch-all takes every mistyped address; that does not make it a target.
  ASSERT_TRUE(editor_.add_alias("@example.org", addresses_of({"bob@example.org"})));
  EXPECT_FALSE(editor_.add_alias("sales@example.org", addresses_of({"typo@example.org"})));
}

TEST_F(DirectoryEditorTest, RefusesLoopsAndNamesThem) {
  ASSERT_TRUE(editor_.add_alias("a@example.org", addresses_of({"bob@example.org"})));
  ASSERT_TRUE(editor_.add_alias("b@example.org", addresses_of({"a@example.org"})));
  ASSERT_TRUE(
      editor_.add_alias("c@example.org", addresses_of({"carl@example.org", "b+x@example.org"})));
  const std::string what_to_do =
      "; name another target, or remove the alias that leads back with `mailboxctl alias remove`";
  expect_refused(
      editor_.add_alias("A@example.org", addresses_of({"b@example.org"})), status::kMailLoop,
      "this would be a loop: a@example.org → b@example.org → a@example.org" + what_to_do);
  expect_refused(editor_.add_alias("a@example.org", addresses_of({"c@example.org"})),
                 status::kMailLoop,
                 "this would be a loop: a@example.org → c@example.org → b@example.org → "
                 "a@example.org" +
                     what_to_do);
  EXPECT_EQ(targets("a@example.org"), std::vector<std::string>{"bob@example.org"});
}

TEST_F(DirectoryEditorTest, PasswordsAreKeptAsHashesOnly) {
  const Address bob = address_of("bob@example.org");
  EXPECT_FALSE(editor_.set_password_hash(bob, "secret"));
  EXPECT_TRUE(editor_.set_password_hash(bob, "$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA"));
  EXPECT_EQ(RawDatabase(path_).rows("SELECT password FROM v1_mailbox WHERE local_part = 'bob'"),
            std::vector<std::string>{"$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA"});
}

TEST_F(DirectoryEditorTest, ALockedDatabaseIsTemporaryTroubleAndTheEditCanBeRepeated) {
  const Address dora = address_of("dora@example.org");
  {
    RawDatabase other(path_);
    other.run("BEGIN IMMEDIATE");
    const auto added = editor_.add_mailbox(dora);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().status, status::kSystemFault);
    other.run("ROLLBACK");
  }
  EXPECT_TRUE(editor_.add_mailbox(dora));
}

}  // namespace
}  // namespace mailbox
