#include "mailbox/route.h"
#include "unit/mailbox/directory_fixture.h"
#include "unit/mailbox/memory_directory.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mailbox {
namespace {

// A route on one line: the status, then each destination, with its detail in brackets.
std::string line_of(const Result<Route>& route) {
  if (!route) return "error " + to_string(route.error().status);
  std::string line = to_string(route->outcome.status);
  for (const Destination& destination : route->destinations) {
    line += " " + to_string(destination.mailbox.key);
    if (!destination.detail.empty()) line += "[" + destination.detail + "]";
  }
  return line;
}

std::string steps_of(const Result<Route>& route) {
  std::string steps;
  for (const RouteStep& step : route.value().steps) steps += step.address + ": " + step.text + "\n";
  return steps;
}

ForwardPath path_to(const std::string& text) {
  if (text == "Postmaster") return {Postmaster{}};
  return {address_of(text)};
}

Result<Route> resolve_text(Directory& directory, const std::string& text,
                           const ResolveSettings& settings = {}) {
  return resolve(directory, path_to(text), settings);
}

struct Row {
  const char* address;
  const char* expected;
};

// What the same example is made in: memory, or an SQLite file.
template <class Target>
void fill_example(Target& directory) {
  directory.add_domain("example.org");
  for (const char* mailbox : {"Bob@example.org", "carl@example.org", "dora@example.org",
                              "dora+work@example.org", "ärmel@example.org"}) {
    directory.add_mailbox(mailbox);
  }
  directory.add_alias("sales@example.org", {"bob@example.org", "carl@example.org"});
  directory.add_alias("all@example.org", {"sales@example.org", "dora@example.org"});
  directory.add_alias("bob+news@example.org", {"carl@example.org"});
  directory.add_alias("carl@example.org", {"carl@example.org", "dora@example.org"});
  directory.add_alias("lists@example.org", {"bob+lists@example.org"});
}

constexpr Row kExample[] = {
    // mailboxes, without regard to case
    {"bob@example.org", "2.1.5 bob@example.org"},
    {"BOB@EXAMPLE.ORG", "2.1.5 bob@example.org"},
    {"\"bob\"@example.org", "2.1.5 bob@example.org"},
    {"ÄRMEL@example.org", "2.1.5 ärmel@example.org"},
    // details
    {"bob+Urgent@example.org", "2.1.5 bob@example.org[Urgent]"},
    {"bob+a+b@example.org", "2.1.5 bob@example.org[a+b]"},
    {"bob+@example.org", "2.1.5 bob@example.org"},
    {"dora+work@example.org", "2.1.5 dora+work@example.org"},
    {"dora+home@example.org", "2.1.5 dora@example.org[home]"},
    {"+bob@example.org", "5.1.1"},
    {"bob-x@example.org", "5.1.1"},
    // aliases: exact before mailbox, both before those without detail
    {"bob+news@example.org", "2.1.5 carl@example.org dora@example.org"},
    {"sales@example.org", "2.1.5 bob@example.org carl@example.org dora@example.org"},
    {"carl@example.org", "2.1.5 carl@example.org dora@example.org"},
    {"all@example.org", "2.1.5 bob@example.org carl@example.org dora@example.org"},
    // a detail goes on to the targets, unless they have their own
    {"sales+x@example.org", "2.1.5 bob@example.org[x] carl@example.org[x] dora@example.org[x]"},
    {"lists+x@example.org", "2.1.5 bob@example.org[lists]"},
    // nobody
    {"nobody@example.org", "5.1.1"},
    {"nobody+x@example.org", "5.1.1"},
    // other domains
    {"bob@example.com", "5.7.1"},
    {"bob@mx.example.org", "5.7.1"},
    {"bob@[127.0.0.1]", "5.7.1"},
    {"Postmaster", "5.1.1"},
};

TEST(ResolveTest, FollowsTheOrderOfLookUps) {
  MemoryDirectory directory;
  fill_example(directory);
  for (const Row& row : kExample) {
    EXPECT_EQ(line_of(resolve_text(directory, row.address)), row.expected) << row.address;
  }
}

// The editor's functions by the names and types of MemoryDirectory.
class EditorTarget {
 public:
  explicit EditorTarget(DirectoryEditor editor) : editor_(std::move(editor)) {}
  void add_domain(const char* name) { EXPECT_TRUE(editor_.add_domain(name)); }
  void add_mailbox(const char* text) { EXPECT_TRUE(editor_.add_mailbox(address_of(text))); }
  void add_alias(const char* text, const std::vector<std::string>& targets) {
    EXPECT_TRUE(editor_.add_alias(text, addresses_of(targets))) << text;
  }

 private:
  DirectoryEditor editor_;
};

class ResolveSqliteTest : public DirectoryFixture {};

TEST_F(ResolveSqliteTest, FollowsTheOrderOfLookUps) {
  EditorTarget target(editor());
  fill_example(target);
  SqliteDirectory directory(path_, kNoWaiting);
  for (const Row& row : kExample) {
    EXPECT_EQ(line_of(resolve_text(directory, row.address)), row.expected) << row.address;
  }
}

TEST(ResolveTest, ACatchAllTakesWhatIsNotThere) {
  MemoryDirectory directory;
  fill_example(directory);
  directory.add_alias("@example.org", {"bob@example.org"});
  for (const Row& row :
       {Row{"nobody@example.org", "2.1.5 bob@example.org"},
        Row{"nobody+x@example.org", "2.1.5 bob@example.org"},
        Row{"dora@example.org", "2.1.5 dora@example.org"},
        Row{"dora+x@example.org", "2.1.5 dora@example.org[x]"},
        Row{"Postmaster", "2.1.5 bob@example.org"}, Row{"nobody@example.com", "5.7.1"}}) {
    EXPECT_EQ(line_of(resolve_text(directory, row.address)), row.expected) << row.address;
  }
}

TEST(ResolveTest, EveryDomainHasItsOwnSeparators) {
  MemoryDirectory directory;
  directory.add_domain("dash.example", "-+");
  directory.add_domain("none.example", "");
  directory.add_mailbox("bob@dash.example");
  directory.add_mailbox("bob@none.example");
  for (const Row& row : {Row{"bob-x+y@dash.example", "2.1.5 bob@dash.example[x+y]"},
                         Row{"bob+y@dash.example", "2.1.5 bob@dash.example[y]"},
                         Row{"bob+y@none.example", "5.1.1"}}) {
    EXPECT_EQ(line_of(resolve_text(directory, row.address)), row.expected) << row.address;
  }
}

TEST(ResolveTest, ADisabledMailboxIsRefusedUnlessAnAliasHasOthers) {
  MemoryDirectory directory;
  fill_example(directory);
  directory.add_mailbox("erik@example.org", false);
  directory.add_alias("team@example.org", {"erik@example.org", "bob@example.org"});
  directory.add_alias("gone@example.org", {"erik@example.org"});
  EXPECT_EQ(line_of(resolve_text(directory, "erik@example.org")), "5.2.1");
  EXPECT_EQ(line_of(resolve_text(directory, "erik+x@example.org")), "5.2.1");
  EXPECT_EQ(line_of(resolve_text(directory, "gone@example.org")), "5.2.1");
  const auto team = resolve_text(directory, "team@example.org");
  EXPECT_EQ(line_of(team), "2.1.5 bob@example.org");
  EXPECT_NE(steps_of(team).find("erik@example.org: mailbox erik@example.org, disabled"),
            std::string::npos);
}

TEST(ResolveTest, AnAliasLeavesOutWhoIsGoneAndSaysSo) {
  MemoryDirectory directory;
  fill_example(directory);
  directory.add_mailbox("erik@example.org", false);
  directory.add_alias("team@example.org",
                      {"erik@example.org", "leaver@example.org", "bob@example.org"});
  const auto team = resolve_text(directory, "team@example.org");
  EXPECT_EQ(line_of(team), "2.1.5 bob@example.org");
  EXPECT_EQ(team.value().outcome.detail,
            "alias team@example.org: target erik@example.org is disabled and gets no copy; "
            "alias team@example.org: target leaver@example.org is no user and gets no copy");
}

TEST(ResolveTest, AliasTroubleIsTemporaryAndSaysWhatIsWrong) {
  MemoryDirectory directory;
  fill_example(directory);
  directory.add_alias("loop@example.org", {"pool@example.org"});
  directory.add_alias("pool@example.org", {"loop@example.org"});
  directory.add_alias("typo@example.org", {"bbo@example.org"});
  directory.add_alias("empty@example.org", {});
  directory.add_alias("broken@example.org", {"bob@example.org", "|/bin/cat"});
  directory.add_alias("wrong@example.org", {"bob@example.org", "bob@\u200d.example"});
  directory.add_alias("away@example.org", {"bob@example.org", "friend@example.com"});
  struct TroubleRow {
    const char* address;
    const char* words;
  };
  for (const TroubleRow& row :
       {TroubleRow{"loop@example.org", "loop@example.org leads to no mailbox"},
        TroubleRow{"typo@example.org", "bbo@example.org: no such user or alias"},
        TroubleRow{"empty@example.org", "leads to no mailbox"},
        TroubleRow{"broken@example.org", "has the target |/bin/cat, which is no address"},
        TroubleRow{"wrong@example.org", "alias target bob@\u200d.example is no address"},
        TroubleRow{"away@example.org", "leads to friend@example.com, but forwarding"}}) {
    const auto route = resolve_text(directory, row.address);
    EXPECT_EQ(line_of(route), "4.3.5") << row.address;
    EXPECT_NE(route->outcome.detail.find(row.words), std::string::npos) << route->outcome.detail;
    EXPECT_EQ(route->outcome.reason, reason_for(status::kMisconfigured));
  }
}

TEST(ResolveTest, ALoopStillReachesTheMailboxesBesideIt) {
  MemoryDirectory directory;
  fill_example(directory);
  directory.add_alias("loop@example.org", {"pool@example.org", "bob@example.org"});
  directory.add_alias("pool@example.org", {"loop@example.org"});
  EXPECT_EQ(line_of(resolve_text(directory, "loop@example.org")), "2.1.5 bob@example.org");
  // Naming itself by way of another: the mailbox of its own name gets the copy.
  directory.add_alias("dora@example.org", {"pool@example.org", "dora@example.org"});
  EXPECT_EQ(line_of(resolve_text(directory, "dora@example.org")),
            "2.1.5 bob@example.org dora@example.org");
}

TEST(ResolveTest, ExpansionIsBoundedInDepth) {
  MemoryDirectory directory;
  fill_example(directory);
  ResolveSettings settings;
  settings.limits.alias_depth = 10;
  for (int link = 1; link <= 10; ++link) {
    directory.add_alias(fmt::format("a{}@example.org", link),
                        {fmt::format("a{}@example.org", link + 1)});
  }
  directory.add_alias("a11@example.org", {"bob@example.org"});
  EXPECT_EQ(line_of(resolve_text(directory, "a2@example.org", settings)), "2.1.5 bob@example.org");
  const auto deep = resolve_text(directory, "a1@example.org", settings);
  EXPECT_EQ(line_of(deep), "4.3.5");
  EXPECT_EQ(deep->outcome.detail,
            "alias a1@example.org leads through more than 10 aliases in a row (setting "
            "max-alias-depth)");
}

TEST(ResolveTest, ExpansionIsBoundedInBreadth) {
  MemoryDirectory directory;
  directory.add_domain("example.org");
  ResolveSettings settings;
  settings.limits.alias_targets = 100;
  std::vector<std::string> users;
  for (int user = 0; user < 100; ++user) {
    users.push_back(fmt::format("u{}@example.org", user));
    directory.add_mailbox(users.back());
  }
  directory.add_alias("hundred@example.org", users);
  EXPECT_EQ(resolve_text(directory, "hundred@example.org", settings)->destinations.size(), 100U);
  directory.add_alias("more@example.org", {"hundred@example.org"});
  const auto more = resolve_text(directory, "more@example.org", settings);
  EXPECT_EQ(line_of(more), "4.3.5");
  EXPECT_EQ(more->outcome.detail,
            "alias more@example.org has more than 100 targets in all (setting max-alias-targets)");
}

TEST(ResolveTest, PostmasterIsOfTheDefaultDomainOrTheOnlyOne) {
  MemoryDirectory directory;
  directory.add_domain("example.org");
  directory.add_mailbox("bob@example.org");
  directory.add_alias("postmaster@example.org", {"bob@example.org"});
  EXPECT_EQ(line_of(resolve_text(directory, "Postmaster")), "2.1.5 bob@example.org");
  EXPECT_EQ(line_of(resolve_text(directory, "PostMaster@example.org")), "2.1.5 bob@example.org");

  directory.add_domain("example.net");
  EXPECT_EQ(line_of(resolve_text(directory, "Postmaster")), "4.3.5");
  ResolveSettings settings;
  settings.default_domain = "example.org";
  EXPECT_EQ(line_of(resolve_text(directory, "Postmaster", settings)), "2.1.5 bob@example.org");
  // RFC 5321 §4.5.1: a domain without its own postmaster has the default domain's.
  EXPECT_EQ(line_of(resolve_text(directory, "postmaster@example.net", settings)),
            "2.1.5 bob@example.org");
  EXPECT_EQ(line_of(resolve_text(directory, "postmaster@example.net")), "5.1.1");
  EXPECT_EQ(line_of(resolve_text(directory, "postmaster@example.com", settings)), "5.7.1");
}

TEST(ResolveTest, ABareNameIsOfTheDefaultDomainOrTheOnlyOne) {
  MemoryDirectory directory;
  directory.add_domain("example.org");
  directory.add_mailbox("bob@example.org");
  const ForwardPath bob{Address{"bob", ""}};
  EXPECT_EQ(line_of(resolve(directory, bob, {})), "2.1.5 bob@example.org");
  directory.add_domain("example.net");
  EXPECT_EQ(line_of(resolve(directory, bob, {})), "4.3.5");
  EXPECT_EQ(line_of(resolve(directory, bob, {"example.org", {}})), "2.1.5 bob@example.org");
  EXPECT_EQ(resolve(directory, bob, {"example.org", {}})->address, (Address{"bob", "example.org"}));
}

TEST(ResolveTest, TellsItsStepsInWords) {
  MemoryDirectory directory;
  fill_example(directory);
  EXPECT_EQ(steps_of(resolve_text(directory, "Sales+x@example.org")),
            "Sales+x@example.org: alias sales@example.org (without the detail x): "
            "bob@example.org, carl@example.org\n"
            "bob@example.org: mailbox Bob@example.org\n"
            "carl@example.org: alias carl@example.org: carl@example.org, dora@example.org\n"
            "carl@example.org: mailbox carl@example.org\n"
            "dora@example.org: mailbox dora@example.org\n");
  EXPECT_EQ(steps_of(resolve_text(directory, "nobody@example.com")),
            "nobody@example.com: not in a domain of this server\n");
  EXPECT_EQ(steps_of(resolve_text(directory, "nobody@example.org")),
            "nobody@example.org: no such user or alias\n");
}

TEST(ResolveTest, ADirectoryThatCannotAnswerIsAnErrorAtEveryLookUp) {
  for (int good_answers = 0; good_answers < 6; ++good_answers) {
    BrokenDirectory directory(good_answers);
    EXPECT_EQ(line_of(resolve_text(directory, "bob+x@example.org")), "error 4.3.0") << good_answers;
  }
  BrokenDirectory directory(0);
  EXPECT_EQ(line_of(resolve_text(directory, "Postmaster")), "error 4.3.0");
}

}  // namespace
}  // namespace mailbox
