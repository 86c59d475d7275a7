// SMTP's one reply for all recipients, and what it promises: the message is in all mailboxes, or in
// none.

#include "unit/server/expect_reply.h"
#include "unit/server/site.h"

#include <gtest/gtest.h>

namespace lmtp::testing {
namespace {

using std::chrono::seconds;

const std::string kAnn = "ann@example.net";
const std::string kBob = "bob@example.net";
const std::string kCarl = "carl@example.net";
const std::string kSlow = "dora@slow.example";

void expect_nothing_for(const Site& site, const std::vector<std::string>& users) {
  for (const std::string& user : users) {
    EXPECT_TRUE(site.messages(user).empty()) << user;
    EXPECT_EQ(site.left_over(user), 0u) << user;
  }
}

TEST(AllOrNoneTest, StoresForAllAndAnswersOnce) {
  Site site;
  Client client = site.in_content({kAnn, kBob, kCarl}, Protocol::kSmtp);
  const auto replies = client.talk("Subject: x\r\n\r\nbody\r\n.\r\nNOOP\r\n", 2);
  expect_reply(replies[0], "250 2.0.0 ");
  expect_reply(replies[1], "250 2.0.0 OK");
  for (const char* user : {"ann", "bob", "carl"}) {
    ASSERT_EQ(site.messages(user).size(), 1u);
    EXPECT_NE(site.messages(user)[0].find(" with ESMTP"), std::string::npos);
    EXPECT_EQ(site.left_over(user), 0u);
  }
}

TEST(AllOrNoneTest, OneMailboxThatCannotTakeItHoldsBackTheOthers) {
  Site site;
  site.memory.put_file("/mail/example.net/bob", "this is no folder");
  Client client = site.in_content({kAnn, kBob, kCarl}, Protocol::kSmtp);
  expect_reply(client.talk("x\r\n.\r\n", 1).front(), "451 4.3.5 ");
  expect_reply(client.talk("NOOP\r\n", 1).front(), "250 2.0.0 OK");
  expect_nothing_for(site, {"ann", "carl"});
  const std::string line = site.log->wait_for("to=<ann@example.net>");
  EXPECT_NE(line.find(" status=4.5.0 "), std::string::npos) << line;
  EXPECT_NE(line.find("held back: the delivery to bob@example.net failed"), std::string::npos);
  EXPECT_NE(site.log->wait_for("to=<bob@example.net>").find(" status=4.3.5 "), std::string::npos);
}

TEST(AllOrNoneTest, ShowsNothingBeforeAllIsStaged) {
  Site site;
  site.gate.close();
  Client client = site.in_content({kAnn, kSlow}, Protocol::kSmtp);
  client.send("x\r\n.\r\n");
  site.gate.wait_for_arrivals(1);
  Client other = site.in_content({kAnn});
  expect_reply(other.talk("other\r\n.\r\n", 1).front(), "250 2.0.0 ");
  EXPECT_EQ(site.messages("ann").size(), 1u);  // the other message alone
  site.gate.open();
  expect_reply(client.read_reply(), "250 2.0.0 ");
  EXPECT_EQ(site.messages("ann").size(), 2u);
  EXPECT_EQ(site.messages("dora", "slow.example").size(), 1u);
}

TEST(AllOrNoneTest, WithdrawsWhatWasPublishedWhenAnotherCannotBe) {
  for (const std::size_t pass : {0u, 1u, 2u}) {
    Site site;
    Client client = site.in_content({kAnn, kBob, kCarl}, Protocol::kSmtp);
    site.memory.inject({EIO, pass, mailbox::FileOperationKind::kPublish});
    expect_reply(client.talk("x\r\n.\r\n", 1).front(), "451 4.3.0 ");
    expect_nothing_for(site, {"ann", "bob", "carl"});
    // The client comes again, and nobody gets it twice.
    const auto replies = client.talk(
        "MAIL FROM:<>\r\nRCPT TO:<ann@example.net>\r\nRCPT TO:<bob@example.net>\r\nDATA\r\n", 4);
    expect_reply(replies[3], "354 ");
    expect_reply(client.talk("x\r\n.\r\n", 1).front(), "250 2.0.0 ");
    EXPECT_EQ(site.messages("ann").size(), 1u);
    EXPECT_EQ(site.messages("bob").size(), 1u);
  }
}

TEST(AllOrNoneTest, SaysInTheLogWhichCopyAReaderKept) {
  Site site;
  Client client = site.in_content({kAnn, kBob}, Protocol::kSmtp);
  site.memory.inject({EIO, 1, mailbox::FileOperationKind::kPublish});
  // Two are removed, side by side: what could not be published, and what was.
  for (int file = 0; file < 2; ++file) {
    site.memory.inject({EIO, 0, mailbox::FileOperationKind::kRemoveFile});
  }
  expect_reply(client.talk("x\r\n.\r\n", 1).front(), "451 4.3.0 ");
  const std::string line = site.log->wait_for(" status=4.5.0 ");
  EXPECT_NE(line.find("may keep a copy: "), std::string::npos) << line;
  EXPECT_NE(line.find(" path=/mail/example.net/"), std::string::npos) << line;
}

TEST(AllOrNoneTest, LeavesNothingWhenTheAnswerComesTooLate) {
  mailbox::Limits limits;
  limits.answer = seconds(1);
  Site site(limits);
  site.gate.close();
  Client client = site.in_content({kAnn, kSlow}, Protocol::kSmtp);
  expect_reply(client.talk("x\r\n.\r\n", 1).front(), "451 4.3.0 ");
  expect_reply(client.talk("NOOP\r\n", 1).front(), "250 2.0.0 ");
  site.gate.open();
  const std::string line = site.log->wait_for("to=<ann@example.net>");
  EXPECT_NE(line.find("late="), std::string::npos) << line;
  EXPECT_NE(line.find("held back: nobody waits for it any more"), std::string::npos) << line;
  site.log->wait_for("to=<dora@slow.example>");
  expect_nothing_for(site, {"ann"});
  EXPECT_TRUE(site.messages("dora", "slow.example").empty());
}

TEST(AllOrNoneTest, LeavesNothingWhenTheServerHasToEndBefore) {
  mailbox::Limits limits;
  limits.shutdown_grace = seconds(0);
  Site site(limits);
  site.gate.close();
  Client client = site.in_content({kAnn, kSlow}, Protocol::kSmtp);
  client.send("x\r\n.\r\n");
  site.gate.wait_for_arrivals(1);
  site.end();
  expect_reply(client.read_reply(), "451 4.3.0 ");
  expect_reply(client.read_reply(), "421 4.3.2 ");
  site.gate.open();
  site.wait_until_ended();
  expect_nothing_for(site, {"ann"});
  EXPECT_TRUE(site.messages("dora", "slow.example").empty());
}

TEST(AllOrNoneTest, RecipientsOfOneMailboxAllGetTheirCopy) {
  mailbox::Limits limits;
  limits.deliveries_per_mailbox = 1;
  Site site(limits);
  Client client =
      site.in_content({kAnn, "ann+x@example.net", "ANN@Example.NET", kBob}, Protocol::kSmtp);
  expect_reply(client.talk("x\r\n.\r\n", 1).front(), "250 2.0.0 ");
  EXPECT_EQ(site.messages("ann").size(), 2u);  // the detail makes it another recipient
  EXPECT_EQ(site.messages("bob").size(), 1u);
}

// Each has a place in one mailbox and wants one in the other's: nobody may keep one meanwhile.
TEST(AllOrNoneTest, MessagesForTheSameMailboxesDoNotWaitForEachOther) {
  mailbox::Limits limits;
  limits.deliveries_per_mailbox = 1;
  Site site(limits);
  constexpr std::size_t kClients = 20;
  std::vector<Client> clients;
  clients.reserve(kClients);
  for (std::size_t i = 0; i < kClients; ++i) {
    const std::vector<std::string> ahead = {kAnn, kBob, kCarl};
    const std::vector<std::string> back = {kCarl, kBob, kAnn};
    clients.push_back(site.in_content(i % 2 == 0 ? ahead : back, Protocol::kSmtp));
  }
  for (Client& client : clients) client.send("x\r\n.\r\n");
  for (Client& client : clients) expect_reply(client.read_reply(), "250 2.0.0 ");
  for (const char* user : {"ann", "bob", "carl"}) {
    EXPECT_EQ(site.messages(user).size(), kClients);
  }
}

TEST(AllOrNoneTest, BusyMailboxIsTheFaultOfNobodyElse) {
  mailbox::Limits limits;
  limits.deliveries_per_mailbox = 1;
  limits.mailbox_wait = seconds(0);
  Site site(limits);
  site.gate.close();
  Client first = site.in_content({kSlow});
  first.send("x\r\n.\r\n");
  site.gate.wait_for_arrivals(1);
  Client second = site.in_content({kAnn, kSlow}, Protocol::kSmtp);
  expect_reply(second.talk("x\r\n.\r\n", 1).front(), "450 4.2.0 ");
  expect_nothing_for(site, {"ann"});
  site.gate.open();
  expect_reply(first.read_reply(), "250 2.0.0 ");
}

TEST(AllOrNoneTest, ThousandRecipientsAreStagedAndPublished) {
  Site site;
  std::vector<std::string> recipients;
  recipients.reserve(1000);
  for (int i = 0; i < 1000; ++i) recipients.push_back("user" + std::to_string(i) + "@example.net");
  Client client = site.in_content(recipients, Protocol::kSmtp);
  expect_reply(client.talk("x\r\n.\r\n", 1).front(), "250 2.0.0 ");
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(site.messages("user" + std::to_string(i)).size(), 1u) << i;
  }
}

TEST(AllOrNoneTest, BinaryContentKeepsItsOctets) {
  Site site;
  Client client = site.greeted(Protocol::kSmtp);
  const auto replies =
      client.talk("EHLO x\r\nMAIL FROM:<> BODY=BINARYMIME\r\nRCPT TO:<ann@example.net>\r\n", 3);
  expect_reply(replies[2], "250 2.1.5 ");
  const std::string octets("A: b\r\n\r\n\0\r\n.\r\n\r\r\n.", 19);
  expect_reply(client.talk("BDAT 19 LAST\r\n" + octets, 1).front(), "250 2.0.0 ");
  ASSERT_EQ(site.messages("ann").size(), 1u);
  EXPECT_TRUE(site.messages("ann")[0].ends_with(octets));
}

TEST(AllOrNoneTest, WithPrdrEachRecipientStandsAlone) {
  Site site;
  site.memory.put_file("/mail/example.net/bob", "this is no folder");
  Client client = site.greeted(Protocol::kSmtp);
  const auto replies = client.talk(
      "EHLO x\r\nMAIL FROM:<> PRDR\r\nRCPT TO:<ann@example.net>\r\nRCPT TO:<bob@example.net>\r\n"
      "RCPT TO:<carl@example.net>\r\nDATA\r\n",
      6);
  expect_reply(replies[5], "354 ");
  const auto answers = client.talk("x\r\n.\r\n", 5);
  expect_reply(answers[0], "353 ");
  expect_reply(answers[1], "250 2.0.0 <ann@example.net> ");
  expect_reply(answers[2], "451 4.3.5 ");
  expect_reply(answers[3], "250 2.0.0 <carl@example.net> ");
  expect_reply(answers[4], "250 ");
  EXPECT_EQ(site.messages("ann").size(), 1u);
  EXPECT_EQ(site.messages("carl").size(), 1u);
}

}  // namespace
}  // namespace lmtp::testing
