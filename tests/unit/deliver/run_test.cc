#include "deliver/run.h"

#include "mailbox/memory_filesystem.h"
#include "map_directory.h"
#include "temporary_file.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace deliver {
namespace {

namespace status = mailbox::status;

class RunTest : public testing::Test {
 protected:
  RunTest() {
    filesystem_.put_folder("/mail");
    filesystem_.put_folder("/spool");
    settings_.mail_root = "/mail";
    settings_.spool = "/spool";
    settings_.mailbox_path = "%n";
    settings_.host_name = "mx.example.net";
    directory_.add_domain("example.net");
    directory_.add_mailbox({"ann", "example.net"});
    directory_.add_mailbox({"shut", "example.net"}, false);
    arguments_.user = "ann";
  }

  Verdict run_with(const std::string& input) {
    const TemporaryFile file(input);
    arguments_.file = file.path();
    return run(arguments_, settings_, Surroundings{filesystem_, clock_, directory_, "invoker"});
  }

  std::string only_mail_in(const std::string& folder) const {
    const auto names = filesystem_.names_in(folder + "/new");
    EXPECT_EQ(names.size(), 1U);
    return names.empty() ? "" : filesystem_.octets_of(folder + "/new/" + names[0]).value();
  }

  mailbox::MemoryFilesystem filesystem_;
  mailbox::SystemClock clock_;
  MapDirectory directory_;
  config::Settings settings_;
  Arguments arguments_;
};

TEST_F(RunTest, PutsAMessageIntoTheMailboxWithItsTrace) {
  arguments_.sender = "sender@example.org";
  arguments_.original_recipient = "sales@example.net";
  const Verdict verdict = run_with("From other@example.org Sat\nSubject: x\n\nhello\n");
  EXPECT_EQ(verdict.outcome.status, status::kOk) << verdict.outcome.detail;
  EXPECT_EQ(text_of(verdict), "");
  const std::string mail = only_mail_in("/mail/ann");
  EXPECT_TRUE(
      mail.starts_with("Return-Path: <sender@example.org>\n"
                       "Delivered-To: ann@example.net\n"
                       "X-Original-To: sales@example.net\n"
                       "Received: by mx.example.net with local id "))
      << mail;
  EXPECT_TRUE(mail.ends_with("+0000\nSubject: x\n\nhello\n")) << mail;
}

TEST_F(RunTest, TakesTheSenderFromTheFromLineUnlessOneIsGiven) {
  ASSERT_TRUE(run_with("From other@example.org Sat\nSubject: x\n\n").outcome.success());
  EXPECT_TRUE(only_mail_in("/mail/ann").starts_with("Return-Path: <other@example.org>\n"));
}

TEST_F(RunTest, StoresWithoutASenderWhenTheSenderIsNone) {
  arguments_.sender = "not an address@";
  const Verdict verdict = run_with("From other@example.org Sat\nSubject: x\n\n");
  EXPECT_TRUE(verdict.outcome.success());
  EXPECT_EQ(verdict.warnings.size(), 1U);
  EXPECT_TRUE(only_mail_in("/mail/ann").starts_with("Return-Path: <>\n"));
}

TEST_F(RunTest, StoresForTheInvokingUserWithoutAnother) {
  directory_.add_mailbox({"invoker", "example.net"});
  arguments_.user.reset();
  EXPECT_TRUE(run_with("Subject: x\n\n").outcome.success());
  EXPECT_NE(only_mail_in("/mail/invoker").find("\nDelivered-To: invoker@example.net\n"),
            std::string::npos);
}

TEST_F(RunTest, StoresIntoTheFolderThatIsAskedFor) {
  arguments_.folder = "Lists/cxx";
  EXPECT_TRUE(run_with("Subject: x\n\n").outcome.success());
  EXPECT_TRUE(only_mail_in("/mail/ann/.Lists.cxx").ends_with("Subject: x\n\n"));
  arguments_.folder = "../bob";
  const Verdict climbing = run_with("Subject: x\n\n");
  EXPECT_EQ(text_of(climbing), "5.1.3 Bad folder name: ann@example.net\n");
}

TEST_F(RunTest, RefusesUnknownAndDisabledUsersByName) {
  arguments_.user = "dan@example.net";
  EXPECT_EQ(text_of(run_with("x\n")), "5.1.1 No such mailbox here: dan@example.net\n");
  arguments_.user = "shut";
  EXPECT_EQ(run_with("x\n").outcome.status, status::kMailboxDisabled);
  arguments_.user = "ann@elsewhere.example";
  EXPECT_EQ(run_with("x\n").outcome.status, status::kNotOurDomain);
  arguments_.user = "no address";
  EXPECT_EQ(run_with("x\n").outcome.status, status::kBadRecipientSyntax);
}

TEST_F(RunTest, RefusesLoopsAndWhatIsTooLarge) {
  EXPECT_EQ(run_with("Delivered-To: ANN@example.net\n\n").outcome.status, status::kMailLoop);
  settings_.limits.message_octets = 10;
  EXPECT_EQ(run_with("Subject: x\n\nhello\n").outcome.status, status::kMessageTooLarge);
  EXPECT_TRUE(filesystem_.names_in("/mail").empty());
}

TEST_F(RunTest, FailsTemporarilyWhenTheFaultIsOurs) {
  directory_.set_trouble(true);
  EXPECT_EQ(run_with("x\n").outcome.status, status::kSystemFault);
  directory_.set_trouble(false);

  settings_.mailbox_path = "/%n";
  EXPECT_EQ(run_with("x\n").outcome.status, status::kMisconfigured);
  settings_.mailbox_path = "%n";

  settings_.mail_root = "/elsewhere";
  EXPECT_EQ(run_with("x\n").outcome.status, status::kMisconfigured);
  settings_.mail_root = "/mail";

  filesystem_.set_free_octets(1000);
  const Verdict full = run_with("x\n");
  EXPECT_EQ(full.outcome.status, status::kSystemFull);
  EXPECT_NE(full.outcome.detail.find("min-free-space"), std::string::npos);
  settings_.limits.free_octets_floor = 0;
  EXPECT_TRUE(run_with("x\n").outcome.success());
}

TEST_F(RunTest, FailsTemporarilyWhenTheFileIsNotThere) {
  arguments_.file = "/nonexistent/message";
  const Verdict verdict =
      run(arguments_, settings_, Surroundings{filesystem_, clock_, directory_, "invoker"});
  EXPECT_TRUE(verdict.outcome.status.temporary());
  EXPECT_NE(verdict.outcome.detail.find("/nonexistent/message"), std::string::npos);
}

}  // namespace
}  // namespace deliver
