#include "mailbox/mail_root.h"

#include "fixed_clock.h"
#include "mailbox/memory_filesystem.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace mailbox {
namespace {

const AddressKey kAnn{"ann", "example.net"};

TEST(PathTemplateTest, FillsInTheKeys) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"%d/%n/Maildir", "example.net/ann/Maildir"},
      {"%u", "ann@example.net"},
      {"mail-%n", "mail-ann"},
      {"%n/%n", "ann/ann"},
      {"all", "all"},
      {"100%%/%n", "100%/ann"},
      {"%%n", "%n"},
  };
  for (const auto& [text, path] : rows) {
    SCOPED_TRACE(text);
    const auto parsed = PathTemplate::parse(text);
    ASSERT_TRUE(parsed.has_value()) << parsed.error().text;
    EXPECT_EQ(parsed->fill(kAnn).value(), path);
    EXPECT_EQ(parsed->text(), text);
  }
}

TEST(PathTemplateTest, RefusesWhatWouldLeaveTheRootOrIsUnknown) {
  for (const char* text : {"", "/var/mail/%n", "/", "%d/../%n", "..", "../%n", ".", "./%n", "%n/.",
                           "%d//%n", "%n/", "%x/%n", "%n/%", "%D", "%n\n", "%\n"}) {
    SCOPED_TRACE(text);
    const auto parsed = PathTemplate::parse(text);
    ASSERT_FALSE(parsed.has_value());
    EXPECT_EQ(parsed.error().status, status::kMisconfigured);
    EXPECT_EQ(parsed.error().text.find('\n'), std::string::npos);
  }
}

TEST(PathTemplateTest, RefusesKeysThatWouldLeaveTheRoot) {
  const std::vector<std::pair<std::string, AddressKey>> rows = {
      {"%n", {"", "example.net"}},          {"%n", {".", "example.net"}},
      {"%n", {"..", "example.net"}},        {"%d/%n", {"a/b", "example.net"}},
      {"%d/%n", {"../ann", "example.net"}}, {"%u", {"a/../b", "example.net"}},
      {"%n%n", {".", "example.net"}},       {"%n", {"a\nb", "example.net"}},
      {"x%n", {"/", "example.net"}},
  };
  for (const auto& [text, key] : rows) {
    SCOPED_TRACE(text + " " + key.local_part);
    const auto path = PathTemplate::parse(text).value().fill(key);
    ASSERT_FALSE(path.has_value());
    EXPECT_EQ(path.error().status, status::kMisconfigured);
  }
}

TEST(PathTemplateTest, KeepsDotsInsideAComponent) {
  const auto parsed = PathTemplate::parse("%d/m-%n").value();
  EXPECT_EQ(parsed.fill({"..", "example.net"}).value(), "example.net/m-..");
  EXPECT_EQ(parsed.fill({"a..b", "example.net"}).value(), "example.net/m-a..b");
}

class MailRootTest : public testing::Test {
 protected:
  MailRootTest()
      : mail_root_(filesystem_, clock_,
                   MailRootSettings{"/mail", PathTemplate::parse("%d/%n/Maildir").value(), "mx"}) {
    filesystem_.put_folder("/spool");
  }

  static Destination destination(std::string folder = {}) {
    MailboxRecord ann;
    ann.address = {"Ann", "Example.NET"};
    ann.key = kAnn;
    return {ann, "", std::move(folder)};
  }

  Result<Stored> store(const Destination& destination) {
    MemoryBudget budget(1024 * 1024);
    MessageWriter writer(filesystem_, budget, SpoolSettings{"/spool"}, LineEnd::kAsInput);
    EXPECT_TRUE(writer.write("Subject: x\n\nhello\n").has_value());
    const Message message = writer.finish().value();
    std::unique_ptr<StagedMail> staged;
    {
      auto mailbox = mail_root_.open(destination);
      if (!mailbox) return failure_of(mailbox);
      auto mail = (*mailbox)->stage(Trace{}, message);
      if (!mail) return failure_of(mail);
      staged = std::move(*mail);
    }
    return staged->publish();  // staged mail needs its mailbox no more
  }

  MemoryFilesystem filesystem_;
  FixedClock clock_;
  MailRoot mail_root_;
};

TEST_F(MailRootTest, StoresWhereTheTemplateSays) {
  filesystem_.put_folder("/mail");
  const auto stored = store(destination());
  ASSERT_TRUE(stored.has_value()) << stored.error().text;
  EXPECT_TRUE(stored->path.starts_with("/mail/example.net/ann/Maildir/new/")) << stored->path;
  EXPECT_TRUE(filesystem_.octets_of(stored->path)->ends_with("\n\nhello\n"));
  EXPECT_EQ(mail_root_.path_of(destination().mailbox).value(), "/mail/example.net/ann/Maildir");
}

TEST_F(MailRootTest, PutsAFolderInsideTheMaildir) {
  filesystem_.put_folder("/mail");
  EXPECT_TRUE(store(destination("Lists/cxx"))
                  ->path.starts_with("/mail/example.net/ann/Maildir/.Lists.cxx/new/"));
  EXPECT_TRUE(store(destination("inbox"))->path.starts_with("/mail/example.net/ann/Maildir/new/"));
  const auto climbing = store(destination("../bob"));
  ASSERT_FALSE(climbing.has_value());
  EXPECT_EQ(climbing.error().status, status::kBadRecipientSyntax);
}

TEST_F(MailRootTest, PrefersTheMailboxOwnPath) {
  filesystem_.put_folder("/mail");
  Destination own = destination();
  own.mailbox.path = "elsewhere/a";
  EXPECT_TRUE(store(own)->path.starts_with("/mail/elsewhere/a/new/"));
  EXPECT_EQ(mail_root_.path_of(own.mailbox).value(), "/mail/elsewhere/a");
  for (const char* path : {"", "/etc", "../x", "a/../../x", "a\n"}) {
    own.mailbox.path = path;
    const auto stored = store(own);
    ASSERT_FALSE(stored.has_value()) << path;
    EXPECT_EQ(stored.error().status, status::kMisconfigured);
    EXPECT_FALSE(mail_root_.path_of(own.mailbox).has_value());
  }
}

TEST_F(MailRootTest, NeverCreatesTheRootAndFindsItWhenItComes) {
  const auto missing = store(destination());
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().status, status::kMisconfigured);
  EXPECT_EQ(missing.error().text, "mail root /mail does not exist; create it or set mail-root");
  EXPECT_EQ(mail_root_.free_octets().error().status, status::kMisconfigured);
  EXPECT_EQ(filesystem_.names_in("/"), std::vector<std::string>{"spool"});

  filesystem_.put_folder("/mail");
  EXPECT_TRUE(store(destination()).has_value());
}

TEST_F(MailRootTest, FindsARootThatWasReplaced) {
  filesystem_.put_folder("/mail");
  ASSERT_TRUE(store(destination()).has_value());
  filesystem_.put_folder("/mail");  // as when something is mounted over it
  const auto stored = store(destination());
  ASSERT_TRUE(stored.has_value()) << stored.error().text;
  EXPECT_TRUE(filesystem_.octets_of(stored->path).has_value());
}

TEST_F(MailRootTest, KnowsTheFreeSpace) {
  filesystem_.put_folder("/mail");
  filesystem_.set_free_octets(12345);
  EXPECT_EQ(mail_root_.free_octets().value(), 12345U);
}

}  // namespace
}  // namespace mailbox
