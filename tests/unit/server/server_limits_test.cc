// The whole server: what clients may not take of it.
#include "unit/server/expect_reply.h"
#include "unit/server/site.h"

#include <gtest/gtest.h>

namespace lmtp::testing {
namespace {

using std::chrono::seconds;

const std::string kAnn = "ann@example.net";

TEST(ServerLimitsTest, SilentClientsAreGivenUp) {
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

TEST(ServerLimitsTest, LogsWhyASessionWasGivenUp) {
  Site site;
  Client browser = site.connect();
  expect_reply(browser.read_reply(), "220 ");
  browser.send("GET / HTTP/1.1\r\nHost: mail\r\n\r\n");
  expect_reply(browser.read_reply(), "421 4.7.0 ");
  EXPECT_EQ(browser.read_line(), "(closed)");
  EXPECT_NE(site.log->wait_for("session given up").find("not HTTP"), std::string::npos);
}

TEST(ServerLimitsTest, ContentThatCrawlsIsGivenUpAfterTheGrace) {
  mailbox::Limits limits;
  limits.content_grace = seconds(1);
  limits.content_octets_per_second = 1'000'000;
  Site site(limits);
  Client client = site.in_content({kAnn});
  client.send("far less than a second's worth");
  expect_reply(client.read_reply(), "421 4.4.2 ");
}

TEST(ServerLimitsTest, TooManyConnectionsAreTurnedAway) {
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

TEST(ServerLimitsTest, HundredClientsAtATimeAreAllServed) {
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
