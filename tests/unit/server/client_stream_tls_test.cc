#include "lmtpd/server/client_stream.h"

#include "unit/server/client.h"
#include "unit/server/stream_in_loop.h"
#include "unit/server/tls_client.h"
#include "unit/server/tls_files.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>
#include <asio/co_spawn.hpp>

#include <string>

namespace {

using lmtp::TlsIdentity;
using lmtp::testing::Client;
using lmtp::testing::StreamInLoop;
using lmtp::testing::TestCertificate;
using lmtp::testing::TlsClient;
using lmtp::testing::TlsClientSettings;
using lmtp::testing::TlsFiles;

class ClientStreamTlsTest : public ::testing::Test, protected StreamInLoop {
 protected:
  std::shared_ptr<const TlsIdentity> identity() const {
    return TlsIdentity::load(settings_).value();
  }

  // Until both sides are done, or one of them has given up.
  void shake_hands(const TlsClientSettings& client_settings = {}) {
    client_.emplace(release_client(), client_settings);
    begin_tls(identity());
    for (int step = 0; step < 20 && !agreed; ++step) {
      client_->connect();
      run_until_waiting();
    }
    client_->connect();
  }

  // What the stream reads of what the client sends.
  void check_read(const std::string& text) {
    begin_read();
    EXPECT_FALSE(read);
    EXPECT_TRUE(client_->send(text));
    run_until_waiting();
    EXPECT_EQ(octets_read(), text);
  }

  [[nodiscard]] std::string refusal() const {
    return agreed && !*agreed ? agreed->error() : "(none)";
  }

  TlsFiles files_;
  TestCertificate authority_ = TestCertificate::self_signed("Test Authority");
  lmtp::TlsSettings settings_ = files_.settings_of(authority_.issue("mx.example.net"));
  std::optional<TlsClient> client_;
};

TEST_F(ClientStreamTlsTest, CarriesOctetsBothWays) {
  shake_hands();
  ASSERT_TRUE(agreed && *agreed) << refusal();
  EXPECT_EQ((*agreed)->version, "TLSv1.3");
  EXPECT_NE((*agreed)->cipher, "");
  EXPECT_FALSE((*agreed)->client);
  EXPECT_TRUE(stream->encrypted());
  check_read("LHLO client.example\r\n");
  begin_write("250 mx.example.net\r\n");
  ASSERT_TRUE(written && *written);
  EXPECT_EQ(client_->receive(), "250 mx.example.net\r\n");
}

TEST_F(ClientStreamTlsTest, SpeaksVersion12WithForwardSecrecyOnly) {
  shake_hands({TLS1_2_VERSION, TLS1_2_VERSION, {}});
  ASSERT_TRUE(agreed && *agreed) << refusal();
  EXPECT_EQ((*agreed)->version, "TLSv1.2");
  EXPECT_EQ((*agreed)->cipher.substr(0, 6), "ECDHE-");
  check_read("LHLO client.example\r\n");
}

TEST_F(ClientStreamTlsTest, RefusesOlderVersions) {
  shake_hands({TLS1_VERSION, TLS1_1_VERSION, {}});
  EXPECT_EQ(refusal(), "unsupported protocol");
}

TEST_F(ClientStreamTlsTest, RefusesWhatIsOlderThanTheSettings) {
  settings_.minimum = lmtp::TlsVersion::k13;
  shake_hands({TLS1_2_VERSION, TLS1_2_VERSION, {}});
  EXPECT_EQ(refusal(), "unsupported protocol");
}

TEST_F(ClientStreamTlsTest, HandshakeBreaksOnWordsInTheClear) {
  Client plain(release_client());
  begin_tls(identity());
  plain.send("MAIL FROM:<smuggled@example.org>\r\n");
  run_until_waiting();
  EXPECT_EQ(refusal(), "wrong version number");
}

TEST_F(ClientStreamTlsTest, HandshakeWaitsForASilentClientAndCancelEndsIt) {
  Client silent(release_client());
  begin_tls(identity());
  EXPECT_FALSE(agreed);
  stream->cancel();
  run_until_waiting();
  ASSERT_TRUE(agreed);
  EXPECT_FALSE(*agreed);
}

TEST_F(ClientStreamTlsTest, HandshakeBreaksWhenTheClientLeaves) {
  client_.emplace(release_client());
  begin_tls(identity());
  client_->connect();  // its first message
  client_->close();
  run_until_waiting();
  EXPECT_EQ(refusal(), "the client closed the connection");
}

TEST_F(ClientStreamTlsTest, OctetsThatComeInPiecesOfARecordAreReadWhenItIsWhole) {
  shake_hands();
  std::array<int, 2> between{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, between.data()), 0);
  Client record(between[0]);
  // The client writes its record into another socket, from where it goes on octet by octet.
  const int straight = ::dup(client_->descriptor());
  ASSERT_GE(::dup2(between[1], client_->descriptor()), 0);
  ASSERT_TRUE(client_->send("NOOP\r\n"));
  ::close(between[1]);
  client_->close();
  const std::string octets = record.read_all();
  Client slow(straight);
  begin_read();
  for (const char octet : octets.substr(0, octets.size() - 1)) {
    slow.send({&octet, 1});
    run_until_waiting();
    ASSERT_FALSE(read);
  }
  slow.send(octets.substr(octets.size() - 1));
  run_until_waiting();
  EXPECT_EQ(octets_read(), "NOOP\r\n");
}

TEST_F(ClientStreamTlsTest, WhatDoesNotFitTheBufferIsReadNext) {
  shake_hands();
  const std::string sent = std::string(10'000, 'a') + std::string(6'000, 'b');
  ASSERT_TRUE(client_->send(sent));  // in one record
  std::array<char, 10'000> small{};
  std::string received;
  asio::co_spawn(
      loop,
      [&]() -> asio::awaitable<void> {
        while (received.size() < sent.size()) {
          const auto octets = co_await stream->read(small);
          if (!octets) co_return;
          received.append(small.data(), *octets);
        }
      },
      [](std::exception_ptr) {});
  run_until_waiting();
  EXPECT_EQ(received, sent);
}

TEST_F(ClientStreamTlsTest, WriteWaitsForASlowClient) {
  shake_hands();
  begin_write(std::string(1024 * 1024, 'x'));
  EXPECT_FALSE(written);
  std::size_t received = 0;
  while (!written) {
    received += client_->receive().size();
    run_until_waiting();
  }
  EXPECT_TRUE(*written);
  received += client_->receive().size();
  EXPECT_EQ(received, 1024U * 1024U);
}

TEST_F(ClientStreamTlsTest, LeaveIsTakenOnBothSides) {
  shake_hands();
  check_read("QUIT\r\n");
  stream->write_at_once("221 bye\r\n");
  stream->end_output();
  EXPECT_EQ(client_->receive(), "221 bye\r\n");
  EXPECT_TRUE(client_->ended);  // by close_notify, not by the socket's end alone
  begin_read();
  client_->take_leave();
  run_until_waiting();
  ASSERT_TRUE(read && !*read);
  EXPECT_EQ(read->error(), asio::error::eof);
}

TEST_F(ClientStreamTlsTest, ClientThatOnlyClosesTheSocketHasClosed) {
  shake_hands();
  EXPECT_TRUE(client_->send("QUIT\r\n"));
  client_->close();
  begin_read();
  EXPECT_EQ(octets_read(), "QUIT\r\n");
  begin_read();
  ASSERT_TRUE(read && !*read);
  EXPECT_EQ(read->error(), asio::error::eof);
  begin_write("221 bye\r\n");
  ASSERT_TRUE(written);
  EXPECT_FALSE(*written);
}

TEST_F(ClientStreamTlsTest, ForgedRecordBreaksTheStream) {
  shake_hands();
  Client forger(::dup(client_->descriptor()));
  begin_read();
  forger.send(std::string("\x17\x03\x03\x00\x20", 5) + std::string(32, 'x'));
  run_until_waiting();
  ASSERT_TRUE(read && !*read);
  EXPECT_EQ(read->error(), asio::error::connection_reset);
}

TEST_F(ClientStreamTlsTest, ClientMayRenewItsKeysButNotTheHandshake) {
  shake_hands();
  ASSERT_EQ(SSL_key_update(client_->tls(), SSL_KEY_UPDATE_REQUESTED), 1);
  check_read("NOOP\r\n");
}

TEST_F(ClientStreamTlsTest, RenegotiationIsRefused) {
  shake_hands({TLS1_2_VERSION, TLS1_2_VERSION, {}});
  SSL_renegotiate(client_->tls());
  begin_read();
  client_->connect();  // says hello again
  run_until_waiting();
  client_->receive();
  EXPECT_TRUE(client_->broken);
  EXPECT_FALSE(read);  // the stream goes on to wait
}

TEST_F(ClientStreamTlsTest, NoSessionIsTakenUpAgain) {
  shake_hands();
  begin_write("220\r\n");
  client_->receive();  // with which tickets would have come
  EXPECT_EQ(SSL_SESSION_is_resumable(SSL_get0_session(client_->tls())), 0);
}

}  // namespace
