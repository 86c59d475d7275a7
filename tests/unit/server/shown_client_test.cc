#include "lmtpd/server/shown_client.h"

#include <gtest/gtest.h>

namespace {

using lmtp::Peer;
using lmtp::Protocol;
using lmtp::Session;
using lmtp::SessionSettings;
using lmtp::ShownClient;

const Peer kPeer{"192.0.2.1", "192.0.2.1", mailbox::parse_ip_address("192.0.2.1"), std::nullopt,
                 false};

Session session_after(SessionSettings settings, std::string_view input) {
  settings.host_name = "mx.example.net";
  Session session(std::move(settings));
  session.receive(input);
  while (!std::holds_alternative<lmtp::NeedInput>(session.next_event())) {
  }
  return session;
}

TEST(ShownClientTest, IsWhoConnectedAndWhatItCalledItself) {
  const Session session = session_after({}, "LHLO client.example\r\n");
  const auto reception = ShownClient(kPeer).reception(session);
  EXPECT_EQ(reception.client_name, "client.example");
  EXPECT_EQ(reception.client_host, "");
  EXPECT_EQ(reception.client_address, "192.0.2.1");
  EXPECT_EQ(reception.protocol, "LMTP");
  EXPECT_EQ(ShownClient(kPeer).to_log(session), "name=\"client.example\" address=\"192.0.2.1\"");
}

TEST(ShownClientTest, NamesTheProtocolAsRfc3848Does) {
  SessionSettings settings;
  settings.encrypted = true;
  EXPECT_EQ(ShownClient(kPeer).reception(session_after(settings, "LHLO a\r\n")).protocol, "LMTPS");
  settings.protocol = Protocol::kSmtp;
  EXPECT_EQ(ShownClient(kPeer).reception(session_after(settings, "EHLO a\r\n")).protocol, "ESMTPS");
  EXPECT_EQ(ShownClient(kPeer).reception(session_after(settings, "HELO a\r\n")).protocol, "SMTP");
}

TEST(ShownClientTest, XclientSaysWhoItIsInstead) {
  const Session session = session_after({}, "LHLO edge.example\r\n");
  ShownClient client(kPeer);
  lmtp::ClientAttributes told;
  told.address = "IPv6:2001:db8::7";
  told.helo = "other.example";
  told.name = "host.example";
  told.protocol = "ESMTP";
  told.port = "4660";
  told.log_in = "ann";
  client.replace(told);
  const auto reception = client.reception(session);
  EXPECT_EQ(reception.client_name, "other.example");
  EXPECT_EQ(reception.client_host, "host.example");
  EXPECT_EQ(reception.client_address, "IPv6:2001:db8::7");
  EXPECT_EQ(reception.protocol, "ESMTP");
  EXPECT_EQ(client.to_log(session),
            "name=\"other.example\" address=\"192.0.2.1\" xclient-address=\"IPv6:2001:db8::7\" "
            "xclient-port=\"4660\" xclient-name=\"host.example\" xclient-user=\"ann\"");
}

TEST(ShownClientTest, KeepsTheLogOnOneLine) {
  const Session session = session_after({}, "LHLO edge.example\r\n");
  ShownClient client(kPeer);
  lmtp::ClientAttributes told;
  told.helo = "a\nb\"c";
  client.replace(told);
  EXPECT_EQ(client.to_log(session).find('\n'), std::string::npos);
}

}  // namespace
