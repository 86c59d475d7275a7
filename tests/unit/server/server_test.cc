// The server as its clients see it, with all that is slow under the test's control.

#include "unit/server/expect_reply.h"
#include "unit/server/site.h"

#include <gtest/gtest.h>

namespace lmtp::testing {
namespace {

using std::chrono::seconds;

const std::string kAnn = "ann@example.net";
const std::string kCarl = "carl@example.net";
const std::string kSlow = "bob@slow.example";

TEST(ServerTest, AnswersEachRecipientAsSoonAsItIsTrue) {
  Site site;
  site.gate.close();
  Client client = site.in_content({kAnn, kSlow, kCarl});
  client.send("Subject: x\r\n\r\nbody\r\n.\r\n");
  // The gate is closed: this reply cannot have waited for the slow recipient.
  expect_reply(client.read_reply(), "250 2.0.0 <ann@example.net> ");
  site.log->wait_for("to=<carl@example.net>");  // who is not held up, only his reply
  site.gate.open();
  expect_reply(client.read_reply(), "250 2.0.0 <bob@slow.example> ");
  expect_reply(client.read_reply(), "250 2.0.0 <carl@example.net> ");
}

TEST(ServerTest, StoresBelowTheTraceFieldsWhatWasSent) {
  Site site;
  Client client = site.in_content({kAnn});
  expect_reply(client.talk("Subject: x\r\n\r\n..body\r\n.\r\n", 1).front(), "250 2.0.0 ");
  const auto messages = site.messages("ann");
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].substr(messages[0].find("Subject:")), "Subject: x\n\n.body\n");
  EXPECT_EQ(messages[0].find("Return-Path: <sender@example.org>\nDelivered-To: ann@example.net\n"),
            0u);
  EXPECT_NE(messages[0].find("Received: from client.example by mx.example.net with LMTP"),
            std::string::npos)
      << messages[0];
}

TEST(ServerTest, TheSameRecipientTwiceIsDeliveredOnceAndAnsweredTwice) {
  Site site;
  Client client = site.in_content({kAnn, "ANN@Example.NET", "ann+x@example.net"});
  const auto replies = client.talk("x\r\n.\r\n", 3);
  EXPECT_EQ(replies[0], replies[1]);
  EXPECT_NE(replies[0], replies[2]);
  EXPECT_EQ(site.messages("ann").size(), 2u);  // the detail makes it another recipient
}

TEST(ServerTest, AnswersTemporaryFailureForWhatIsNotDoneInTime) {
  mailbox::Limits limits;
  limits.answer = seconds(1);
  Site site(limits);
  site.gate.close();
  Client client = site.in_content({kAnn, kSlow});
  const auto replies = client.talk("x\r\n.\r\n", 2);
  expect_reply(replies[0], "250 2.0.0 ");
  expect_reply(replies[1], "451 4.3.0 ");
  expect_reply(client.talk("NOOP\r\n", 1).front(), "250 2.0.0 ");
  site.gate.open();
  EXPECT_NE(site.log->wait_for("to=<bob@slow.example>").find("late="), std::string::npos);
}

TEST(ServerTest, BusyMailboxIsTemporaryFailureAfterTheWait) {
  mailbox::Limits limits;
  limits.deliveries_per_mailbox = 1;
  limits.mailbox_wait = seconds(0);
  Site site(limits);
  site.gate.close();
  Client first = site.in_content({kSlow});
  first.send("x\r\n.\r\n");
  site.gate.wait_for_arrivals(1);
  Client second = site.in_content({kSlow, kAnn});
  const auto replies = second.talk("x\r\n.\r\n", 2);
  expect_reply(replies[0], "450 4.2.0 ");
  expect_reply(replies[1], "250 2.0.0 ");
  site.gate.open();
  expect_reply(first.read_reply(), "250 2.0.0 ");
}

TEST(ServerTest, StuckMailboxLeavesWorkersForOthers) {
  mailbox::Limits limits;
  limits.workers = 2;
  limits.deliveries_per_mailbox = 1;
  Site site(limits);
  site.gate.close();
  std::vector<Client> stuck;
  for (int i = 0; i < 4; ++i) {
    stuck.push_back(site.in_content({kSlow}));
    stuck.back().send("x\r\n.\r\n");
  }
  site.gate.wait_for_arrivals(1);
  Client client = site.in_content({kAnn});
  expect_reply(client.talk("x\r\n.\r\n", 1).front(), "250 2.0.0 ");
  site.gate.open();
  for (Client& waiting : stuck) expect_reply(waiting.read_reply(), "250 2.0.0 ");
}

TEST(ServerTest, WholeSessionInOnePacketAndOctetByOctetAreTheSame) {
  const std::string session =
      "LHLO client.example\r\nMAIL FROM:<>\r\nRCPT TO:<ann@example.net>\r\n"
      "RCPT TO:<nobody@example.net>\r\nRCPT TO:<carl@example.net>\r\nDATA\r\n"
      "Subject: x\r\n\r\nbody\r\n.\r\nHELO x\r\nQUIT\r\n";
  std::vector<std::string> replies;
  for (const bool whole : {true, false}) {
    Site site;
    Client client = site.connect();
    if (whole) {
      client.send(session);
    } else {
      client.send_octet_by_octet(session);
    }
    std::string all = client.read_all();
    // The ids differ from run to run.
    for (auto at = all.find("> 01"); at != std::string::npos; at = all.find("> 01")) {
      all.replace(at + 2, 26, "ID");
    }
    replies.push_back(all);
    EXPECT_EQ(site.messages("ann").size(), 1u);
    EXPECT_EQ(site.messages("carl").size(), 1u);
  }
  EXPECT_EQ(replies[0], replies[1]);
  EXPECT_NE(replies[0].find("\r\n250 2.0.0 <carl@example.net> ID stored\r\n500 5.5.1 "),
            std::string::npos)
      << replies[0];
}

TEST(ServerTest, LargeMessageGoesThroughTheSpool) {
  mailbox::Limits limits;
  limits.message_memory_octets = 1000;
  Site site(limits);
  std::string sent;
  std::string stored;
  for (int i = 0; i < 50'000; ++i) {
    sent += "line " + std::to_string(i) + "\r\n";
    stored += "line " + std::to_string(i) + "\n";
  }
  Client client = site.in_content({kAnn, kCarl});
  for (const std::string& reply : client.talk(sent + ".\r\n", 2)) expect_reply(reply, "250 2.0.0 ");
  for (const char* user : {"ann", "carl"}) {
    const auto messages = site.messages(user);
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages[0].substr(messages[0].find("line 0\n")), stored);
  }
}

TEST(ServerTest, SpoolThatFailsRefusesEveryRecipientOnceAndTheSessionGoesOn) {
  mailbox::Limits limits;
  limits.message_memory_octets = 1000;
  Site site(limits);
  Client client = site.in_content({kAnn, kCarl});
  site.memory.inject({ENOSPC, 0, mailbox::FileOperationKind::kCreateUnnamed});
  for (const std::string& reply : client.talk(std::string(1'000'000, 'x') + "\r\n.\r\n", 2)) {
    expect_reply(reply, "452 4.3.1 ");
  }
  expect_reply(client.talk("NOOP\r\n", 1).front(), "250 2.0.0 ");
  EXPECT_TRUE(site.messages("ann").empty());
  expect_reply(site.log->wait_for("content refused"), "error content refused from=<sender@");
}

TEST(ServerTest, LogsWhyContentWasRefused) {
  mailbox::Limits limits;
  limits.message_octets = 1000;
  Site site(limits);
  Client client = site.in_content({kAnn});
  expect_reply(client.talk("bare\n\r\n.\r\n", 1).front(), "550 5.6.0 ");
  expect_reply(site.log->wait_for("content refused"),
               "warning content refused from=<sender@example.org> status=5.6.0 reason=\"Content ");
  client.talk("MAIL FROM:<>\r\nRCPT TO:<ann@example.net>\r\nDATA\r\n", 3);
  expect_reply(client.talk(std::string(1000, 'x') + "\r\n.\r\n", 1).front(), "552 5.3.4 ");
  EXPECT_NE(site.log->wait_for("status=5.3.4").find("content refused from=<>"), std::string::npos);
}

TEST(ServerTest, RefusesMailWhenTheMailRootIsFull) {
  mailbox::Limits limits;
  limits.free_octets_floor = 1000;
  Site site(limits);
  site.memory.set_free_octets(1500);
  Client client = site.greeted();
  const auto replies =
      client.talk("LHLO x\r\nMAIL FROM:<> SIZE=501\r\nMAIL FROM:<> SIZE=500\r\n", 3);
  expect_reply(replies[1], "452 4.3.1 ");
  expect_reply(replies[2], "250 2.1.0 ");
}

TEST(ServerTest, DatabaseTroubleIsTemporaryAndHealsByItself) {
  Site site;
  Client client = site.greeted();
  site.database_works = false;
  const auto replies = client.talk("LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<ann@example.net>\r\n", 3);
  expect_reply(replies[2], "451 4.3.0 ");
  EXPECT_EQ(replies[2].find("secret"), std::string::npos);
  EXPECT_NE(site.log->wait_for("recipient refused").find("/secret/path"), std::string::npos);
  site.database_works = true;
  expect_reply(client.talk("RCPT TO:<ann@example.net>\r\n", 1).front(), "250 2.1.5 ");
}

TEST(ServerTest, NamesTheClientsAddressInReceived) {
  Site site;
  Client client = site.connect_tcp();
  const auto replies = client.talk(
      "LHLO client.example\r\nMAIL FROM:<>\r\nRCPT TO:<ann@example.net>\r\nDATA\r\n", 5);
  expect_reply(replies[4], "354 ");
  expect_reply(client.talk("x\r\n.\r\n", 1).front(), "250 2.0.0 ");
  ASSERT_EQ(site.messages("ann").size(), 1u);
  EXPECT_NE(site.messages("ann")[0].find("from client.example ([127.0.0.1])"), std::string::npos);
}

}  // namespace
}  // namespace lmtp::testing
