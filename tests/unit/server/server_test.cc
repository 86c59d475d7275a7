// The server as its clients see it, with all that is slow under the test's control.

#include "unit/server/site.h"

#include <gtest/gtest.h>

namespace lmtp::testing {
namespace {

using std::chrono::seconds;

const std::string kAnn = "ann@example.net";
const std::string kCarl = "carl@example.net";
const std::string kSlow = "bob@slow.example";

// The reply's beginning, as far as `prefix` is long: for readable failures.
void expect_reply(const std::string& reply, const std::string& prefix) {
  EXPECT_EQ(reply.substr(0, prefix.size()), prefix) << reply;
}

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

// -- clients that go away
// ---------------------------------------------------------------------------

TEST(ServerTest, ClientGoneInContentLeavesNothing) {
  Site site;
  {
    Client client = site.in_content({kAnn});
    client.send("Subject: half a mess");
  }
  {
    Client client = site.in_content({kAnn});
    client.send("all but the end\r\n.\r");
    client.reset();
  }
  Client other = site.in_content({kCarl});
  expect_reply(other.talk("x\r\n.\r\n", 1).front(), "250 2.0.0 ");
  other.close();
  site.wait_until_ended();
  EXPECT_TRUE(site.messages("ann").empty());
  EXPECT_EQ(site.messages("carl").size(), 1u);
}

TEST(ServerTest, ClientGoneWhileAnswersAreAwaitedHarmsNobody) {
  Site site;
  site.gate.close();
  {
    Client client = site.connect_tcp();
    const auto replies = client.talk(
        "LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<ann@example.net>\r\nRCPT TO:<bob@slow.example>\r\n"
        "RCPT TO:<carl@example.net>\r\nDATA\r\n",
        7);
    expect_reply(replies[6], "354 ");
    client.send("x\r\n.\r\n");
    expect_reply(client.read_reply(), "250 2.0.0 <ann@example.net> ");
    client.reset();
  }
  site.gate.wait_for_arrivals(1);
  site.gate.open();
  site.log->wait_for("to=<bob@slow.example>");  // what ran to its end is logged
  Client other = site.in_content({kAnn});
  expect_reply(other.talk("x\r\n.\r\n", 1).front(), "250 2.0.0 ");
}

TEST(ServerTest, ClientThatStillTalksReadsTheLastReplyAllTheSame) {
  mailbox::Limits limits;
  limits.session_errors = 1;
  Site site(limits);
  Client client = site.connect_tcp();
  // Input that is never read would make the server's close a reset, and the reset would eat the
  // replies.
  client.send("NONSENSE\r\nNONSENSE\r\n" + std::string(100'000, 'x'));
  const std::string all = client.read_all();
  EXPECT_NE(all.find("\r\n421 4.7.0 "), std::string::npos) << all;
}

// -- the end of the server
// --------------------------------------------------------------------------

TEST(ServerTest, EndTellsIdleClientsAtOnceAndRemovesTheSocket) {
  Site site;
  Client fresh = site.greeted();
  Client transacting = site.in_transaction({kAnn});
  site.end();
  expect_reply(fresh.read_reply(), "421 4.3.2 ");
  EXPECT_EQ(fresh.read_line(), "(closed)");
  expect_reply(transacting.read_reply(), "421 4.3.2 ");
  EXPECT_THROW(static_cast<void>(site.connect()), std::system_error);
  site.wait_until_ended();
}

TEST(ServerTest, EndWaitsForContentAndDeliveriesThatRun) {
  Site site;
  site.gate.close();
  Client delivering = site.in_content({kAnn, kSlow});
  delivering.send("x\r\n.\r\n");
  expect_reply(delivering.read_reply(), "250 2.0.0 ");
  Client sending = site.in_content({kCarl});
  Client idle = site.greeted();
  site.end();
  expect_reply(idle.read_reply(), "421 4.3.2 ");  // so the server has begun to end
  expect_reply(sending.talk("x\r\n.\r\n", 1).front(), "250 2.0.0 ");
  expect_reply(sending.read_reply(), "421 4.3.2 ");
  site.gate.open();
  expect_reply(delivering.read_reply(), "250 2.0.0 <bob@slow.example> ");
  expect_reply(delivering.read_reply(), "421 4.3.2 ");
  EXPECT_EQ(delivering.read_line(), "(closed)");
  site.wait_until_ended();
}

TEST(ServerTest, EndDoesNotWaitLongerThanTheGrace) {
  mailbox::Limits limits;
  limits.shutdown_grace = seconds(0);
  Site site(limits);
  site.gate.close();
  Client delivering = site.in_content({kSlow});
  delivering.send("x\r\n.\r\n");
  site.gate.wait_for_arrivals(1);
  Client sending = site.in_content({kCarl});
  sending.send("half a message");
  site.end();
  expect_reply(sending.read_reply(), "421 4.3.2 ");
  expect_reply(delivering.read_reply(), "451 4.3.0 ");  // one answer for its recipient first
  expect_reply(delivering.read_reply(), "421 4.3.2 ");
  EXPECT_EQ(delivering.read_line(), "(closed)");
  site.gate.open();
  site.wait_until_ended();
  EXPECT_TRUE(site.messages("carl").empty());
}

// -- limits
// -----------------------------------------------------------------------------------------

TEST(ServerTest, SilentClientsAreGivenUp) {
  mailbox::Limits limits;
  limits.command_idle = seconds(1);
  limits.content_idle = seconds(1);
  Site site(limits);
  Client silent = site.greeted();
  Client in_content = site.in_content({kAnn});
  in_content.send("half a mess");
  expect_reply(silent.read_reply(), "421 4.4.2 ");
  EXPECT_EQ(silent.read_line(), "(closed)");
  expect_reply(in_content.read_reply(), "421 4.4.2 ");
  EXPECT_EQ(in_content.read_line(), "(closed)");
  site.wait_until_ended();
  EXPECT_TRUE(site.messages("ann").empty());
}

TEST(ServerTest, LogsWhyASessionWasGivenUp) {
  Site site;
  Client browser = site.connect();
  expect_reply(browser.read_reply(), "220 ");
  browser.send("GET / HTTP/1.1\r\nHost: mail\r\n\r\n");
  expect_reply(browser.read_reply(), "421 4.7.0 ");
  EXPECT_EQ(browser.read_line(), "(closed)");
  EXPECT_NE(site.log->wait_for("session given up").find("not HTTP"), std::string::npos);
}

TEST(ServerTest, ContentThatCrawlsIsGivenUpAfterTheGrace) {
  mailbox::Limits limits;
  limits.content_grace = seconds(1);
  limits.content_octets_per_second = 1'000'000;
  Site site(limits);
  Client client = site.in_content({kAnn});
  client.send("far less than a second's worth");
  expect_reply(client.read_reply(), "421 4.4.2 ");
}

TEST(ServerTest, TooManyConnectionsAreTurnedAway) {
  struct Row {
    std::size_t in_all;
    std::size_t per_peer;
  };
  for (const Row& row : {Row{1, 100}, Row{100, 1}}) {
    mailbox::Limits limits;
    limits.connections = row.in_all;
    limits.connections_per_peer = row.per_peer;
    Site site(limits);
    Client first = site.greeted();
    Client second = site.connect();
    expect_reply(second.read_reply(), "421 4.3.2 ");
    EXPECT_EQ(second.read_line(), "(closed)");
    expect_reply(first.talk("NOOP\r\n", 1).front(), "250 2.0.0 ");
    if (row.in_all > 1) {
      Client other_peer = site.connect_tcp();
      expect_reply(other_peer.read_reply(), "220 ");
    }
    expect_reply(first.talk("QUIT\r\n", 1).front(), "221 2.0.0 ");
    // The place is free a moment after the connection is closed.
    std::string greeting;
    do {
      Client next = site.connect();
      greeting = next.read_reply();
    } while (greeting.substr(0, 3) == "421");
    expect_reply(greeting, "220 ");
  }
}

TEST(ServerTest, HundredClientsAtATimeAreAllServed) {
  mailbox::Limits limits;
  limits.workers = 2;
  limits.worker_queue = 1;  // so that most coroutines wait for a place in the queue
  Site site(limits);
  std::vector<Client> clients;
  clients.reserve(100);
  for (int i = 0; i < 100; ++i) clients.push_back(site.connect());
  for (Client& client : clients) {
    client.send(
        "LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<ann@example.net>\r\nRCPT TO:<carl@example.net>\r\n"
        "DATA\r\nbody\r\n.\r\nQUIT\r\n");
  }
  for (Client& client : clients) {
    const std::string all = client.read_all();
    EXPECT_NE(all.find("250 2.0.0 <ann@example.net> "), std::string::npos) << all;
    EXPECT_NE(all.find("250 2.0.0 <carl@example.net> "), std::string::npos) << all;
  }
  EXPECT_EQ(site.messages("ann").size(), 100u);
  EXPECT_EQ(site.messages("carl").size(), 100u);
}

}  // namespace
}  // namespace lmtp::testing
