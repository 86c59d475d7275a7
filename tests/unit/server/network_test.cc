#include "lmtpd/server/network.h"

#include <gtest/gtest.h>
#include <netinet/in.h>

#include <cstring>

namespace {

using lmtp::Network;
using mailbox::IpAddress;

IpAddress address(const char* text) {
  return mailbox::parse_ip_address(text).value();
}

TEST(NetworkTest, TakesAMappedSocketAddressForTheIpv4Host) {
  sockaddr_in6 mapped{};
  mapped.sin6_family = AF_INET6;
  mapped.sin6_addr.s6_addr[10] = mapped.sin6_addr.s6_addr[11] = 0xff;
  mapped.sin6_addr.s6_addr[12] = 192;
  mapped.sin6_addr.s6_addr[15] = 7;
  sockaddr_storage storage{};
  std::memcpy(&storage, &mapped, sizeof mapped);
  const auto found = lmtp::address_in(storage);
  ASSERT_TRUE(found);
  EXPECT_EQ(lmtp::unmapped(*found), address("192.0.0.7"));
  storage.ss_family = AF_UNIX;
  EXPECT_FALSE(lmtp::address_in(storage));
}

TEST(NetworkTest, KnowsLoopback) {
  for (const char* text : {"127.0.0.1", "127.255.0.3", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(lmtp::is_loopback(address(text))) << text;
  }
  for (const char* text : {"128.0.0.1", "0.0.0.0", "::", "::2", "7f00::1"}) {
    EXPECT_FALSE(lmtp::is_loopback(address(text))) << text;
  }
}

TEST(NetworkTest, ContainsWhatSharesItsPrefix) {
  struct Row {
    const char* network;
    const char* printed;
    const char* in;
    const char* out;
  };
  const Row rows[] = {
      {"192.0.2.0/24", "192.0.2.0/24", "192.0.2.255", "192.0.3.0"},
      {"192.0.2.128/25", "192.0.2.128/25", "192.0.2.128", "192.0.2.127"},
      {"192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2"},
      {"192.0.2.1/32", "192.0.2.1", "192.0.2.1", "192.0.2.0"},
      {"192.0.2.0/31", "192.0.2.0/31", "192.0.2.1", "192.0.2.2"},
      {"0.0.0.0/0", "0.0.0.0/0", "255.255.255.255", "::"},
      {"::/0", "::/0", "2001:db8::1", "192.0.2.1"},
      {"::/0", "::/0", "::1", "::ffff:192.0.2.1"},  // that one is an IPv4 host
      {"2001:db8::/32", "2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"},
      {"2001:db8::/33", "2001:db8::/33", "2001:db8:7fff::", "2001:db8:8000::"},
      {"2001:db8::25", "2001:db8::25", "2001:db8::25", "2001:db8::26"},
      {"192.0.2.0/24", "192.0.2.0/24", "::ffff:192.0.2.9", "::192.0.2.9"},
      {"::ffff:192.0.2.0/120", "192.0.2.0/24", "192.0.2.200", "192.0.3.0"},
      {"::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2"},
  };
  for (const Row& row : rows) {
    const auto network = Network::parse(row.network);
    ASSERT_TRUE(network) << row.network << ": " << network.error().text;
    EXPECT_EQ(network->text(), row.printed);
    EXPECT_TRUE(network->contains(address(row.in))) << row.network;
    EXPECT_FALSE(network->contains(address(row.out))) << row.network;
  }
}

TEST(NetworkTest, RefusesWhatIsNoNetworkAndSaysWhy) {
  struct Row {
    const char* text;
    const char* problem;  // how it begins
  };
  const Row rows[] = {
      {"", "has no IP address in ``"},
      {"/24", "has no IP address in ``"},
      {"192.0.2/24", "has no IP address in `192.0.2`"},
      {"192.0.2.0/", "has no prefix length from 0 to 32"},
      {"192.0.2.0/33", "has no prefix length from 0 to 32"},
      {"192.0.2.0/-1", "has no prefix length from 0 to 32"},
      {"192.0.2.0/24x", "has no prefix length from 0 to 32"},
      {"192.0.2.0/255.255.255.0", "has no prefix length from 0 to 32"},
      {"192.0.2.1/24", "has address bits behind its prefix in `192.0.2.1/24`; write 192.0.2.0/24"},
      {"2001:db8::/129", "has no prefix length from 0 to 128"},
      {"2001:db8::1/32", "has address bits behind its prefix"},
      {"::ffff:192.0.2.0/24", "has no prefix length from 96 to 128"},
  };
  for (const Row& row : rows) {
    const auto network = Network::parse(row.text);
    ASSERT_FALSE(network) << row.text;
    EXPECT_EQ(network.error().text.rfind(row.problem, 0), 0U) << network.error().text;
    EXPECT_EQ(network.error().status, mailbox::status::kMisconfigured);
  }
}

}  // namespace
