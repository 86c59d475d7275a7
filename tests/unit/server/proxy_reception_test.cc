#include "lmtpd/server/proxy_reception.h"

#include "unit/server/site.h"

#include <gtest/gtest.h>

#include <string_view>

namespace {

using namespace std::string_view_literals;
using lmtp::PeerPattern;
using lmtp::TrustedPeers;
using lmtp::testing::Client;
using lmtp::testing::Site;

constexpr std::string_view kSession =
    "LHLO client.example\r\nMAIL FROM:<sender@example.org>\r\nRCPT TO:<ann@example.net>\r\n"
    "DATA\r\nSubject: x\r\n\r\n.\r\nQUIT\r\n";
constexpr std::size_t kSessionReplies = 6;

// Version 2: the proxy speaks for 127.0.0.9, and adds a TLV of its own.
constexpr std::string_view kBinary =
    "\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x11"
    "\x7f\x00\x00\x09\x7f\x00\x00\x01\x12\x34\x00\x18"
    "\xe0\x00\x02"
    "\r\n"sv;
constexpr std::string_view kLocal = "\r\n\r\n\0\r\nQUIT\n\x20\x00\x00\x00"sv;

TrustedPeers proxy_at(const char* pattern) {
  TrustedPeers trusted;
  trusted.proxies.push_back(PeerPattern::parse(pattern).value());
  return trusted;
}

class ProxyReceptionTest : public testing::Test {
 protected:
  static mailbox::Limits limits() {
    mailbox::Limits limits;
    limits.proxy_header = std::chrono::seconds(1);
    limits.connections_per_peer = 2;
    return limits;
  }

  // Greeted, the whole session played, and its message stored with `address` in Received.
  void check_session(Client client, std::string_view address) {
    EXPECT_EQ(client.read_reply().substr(0, 4), "220 ");
    for (std::size_t i = 0; i < kSessionReplies; ++i) EXPECT_LT(client.read_reply(), "4");
    const auto messages = site_.messages("ann");
    ASSERT_EQ(messages.size(), 1U);
    const std::string field = "from client.example ([" + std::string(address) + "])";
    EXPECT_NE(messages.front().find(field), std::string::npos) << messages.front();
  }

  Site site_{limits(), proxy_at("127.0.0.1")};
};

TEST_F(ProxyReceptionTest, WhatFollowsTheHeaderBelongsToTheSession) {
  Client client = site_.connect_tcp();
  client.send("PROXY TCP4 127.0.0.9 127.0.0.1 4660 24\r\n" + std::string(kSession));
  check_session(std::move(client), "127.0.0.9");
}

TEST_F(ProxyReceptionTest, HeaderMayComeOctetByOctet) {
  Client client = site_.connect_tcp();
  client.send_octet_by_octet("PROXY TCP6 ::ffff:127.0.0.9 ::1 4660 24\r\n");
  client.send(kSession);
  check_session(std::move(client), "127.0.0.9");  // the IPv4 host that it is
}

TEST_F(ProxyReceptionTest, BinaryHeaderIsTakenWithWhatTheProxyAdds) {
  Client client = site_.connect_tcp();
  client.send(std::string(kBinary) + std::string(kSession));
  check_session(std::move(client), "127.0.0.9");
}

TEST_F(ProxyReceptionTest, ProxyThatSpeaksForItselfStaysThePeer) {
  Client client = site_.connect_tcp();
  client.send_octet_by_octet(kLocal);
  client.send(kSession);
  check_session(std::move(client), "127.0.0.1");
}

TEST_F(ProxyReceptionTest, NothingIsSaidOrDoneWithoutAHeader) {
  for (const std::string_view input :
       {kSession, "PROXY TCP4 127.0.0.9 127.0.0.1 99999 24\r\nNOOP\r\n"sv, "PROXY TCP4\r\n"sv,
        "\r\n\r\n\0\r\nQUIT\n\x31\x11\x00\x0c"sv}) {
    Client client = site_.connect_tcp();
    client.send(input);
    EXPECT_EQ(client.read_all(), "");
  }
  EXPECT_TRUE(site_.messages("ann").empty());
  const std::string line = site_.log->wait_for("proxy closed");
  EXPECT_NE(line.find("address=\"127.0.0.1\" listener=127.0.0.1:"), std::string::npos) << line;
}

TEST_F(ProxyReceptionTest, HeaderThatDoesNotComeInTimeEndsTheConnection) {
  Client silent = site_.connect_tcp();
  Client slow = site_.connect_tcp();
  slow.send("PROXY TCP4 127.0.0.9");
  EXPECT_EQ(silent.read_all(), "");
  EXPECT_EQ(slow.read_all(), "");
  site_.log->wait_for("no PROXY header in time");
}

TEST_F(ProxyReceptionTest, FromOthersItIsJustAWrongCommand) {
  Client client = site_.connect();
  EXPECT_EQ(client.read_reply().substr(0, 4), "220 ");
  EXPECT_EQ(client.talk("PROXY TCP4 127.0.0.9 127.0.0.1 4660 24\r\n", 1).front().substr(0, 4),
            "500 ");
}

TEST_F(ProxyReceptionTest, AddressBehindTheProxyIsWhatCountsAndWhatMustBeAllowed) {
  std::vector<Client> clients;
  for (const char* address : {"127.0.0.8", "127.0.0.8", "127.0.0.9", "127.0.0.9"}) {
    clients.push_back(site_.connect_tcp());
    clients.back().send(std::string("PROXY TCP4 ") + address + " 127.0.0.1 4660 24\r\n");
    EXPECT_EQ(clients.back().read_reply().substr(0, 4), "220 ");
  }
  Client third = site_.connect_tcp();
  third.send("PROXY TCP4 127.0.0.9 127.0.0.1 4660 24\r\n");
  EXPECT_EQ(third.read_reply().substr(0, 10), "421 4.3.2 ");

  Client stranger = site_.connect_tcp();
  stranger.send("PROXY TCP4 192.0.2.1 127.0.0.1 4660 24\r\n" + std::string(kSession));
  EXPECT_EQ(stranger.read_reply().substr(0, 10), "421 4.7.1 ");
  const std::string line = site_.log->wait_for("peer refused");
  EXPECT_NE(line.find("`,allow=192.0.2.1`"), std::string::npos) << line;
}

TEST_F(ProxyReceptionTest, ServerEndsWithoutWaitingForAHeader) {
  Client client = site_.connect_tcp();
  client.send("PROXY ");
  site_.wait_until_ended();
  EXPECT_EQ(client.read_all(), "");
}

}  // namespace
