// The whole server: clients that go away, and the server itself going away.
#include "unit/server/expect_reply.h"
#include "unit/server/site.h"

#include <gtest/gtest.h>

namespace lmtp::testing {
namespace {

using std::chrono::seconds;

const std::string kAnn = "ann@example.net";
const std::string kCarl = "carl@example.net";
const std::string kSlow = "bob@slow.example";

TEST(ServerPartingTest, ClientGoneInContentLeavesNothing) {
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

TEST(ServerPartingTest, ClientGoneWhileAnswersAreAwaitedHarmsNobody) {
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

TEST(ServerPartingTest, ClientThatStillTalksReadsTheLastReplyAllTheSame) {
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

TEST(ServerPartingTest, EndTellsIdleClientsAtOnceAndRemovesTheSocket) {
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

TEST(ServerPartingTest, EndWaitsForContentAndDeliveriesThatRun) {
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

TEST(ServerPartingTest, EndDoesNotWaitLongerThanTheGrace) {
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

}  // namespace
}  // namespace lmtp::testing
