#include "lmtpd/server/client_stream.h"

#include "unit/server/client.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include <array>
#include <functional>
#include <optional>
#include <string>

namespace {

using lmtp::ClientStream;
using lmtp::testing::Client;

using Octets = std::optional<ClientStream::Expected<std::size_t>>;

// Both ends of a connection: the stream in this thread's event loop, the client at hand.
class ClientStreamTest : public ::testing::Test {
 protected:
  ClientStreamTest() : ClientStreamTest(make_pair()) {}

  static std::array<int, 2> make_pair() {
    std::array<int, 2> sockets{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()), 0);
    return sockets;
  }

  lmtp::Socket socket_of(int descriptor) {
    return {loop, asio::generic::stream_protocol(AF_UNIX, 0), descriptor};
  }

  // What is not over when the event loop has nothing to do at once, is waiting.
  void run_until_waiting() {
    loop.restart();
    loop.poll();
  }

  void begin_read() {
    read = std::nullopt;
    asio::co_spawn(
        loop, [this]() -> asio::awaitable<void> { read = co_await stream.read(buffer); },
        asio::detached);
    run_until_waiting();
  }

  [[nodiscard]] std::string octets_read() const {
    return read && *read ? std::string(buffer.data(), **read) : "(nothing)";
  }

  asio::io_context loop;
  std::array<char, 64> buffer{};
  Octets read;
  ClientStream stream;
  Client client;

 private:
  explicit ClientStreamTest(std::array<int, 2> sockets)
      : stream(socket_of(sockets[0])), client(sockets[1]) {}
};

TEST_F(ClientStreamTest, ReadWaitsForOctets) {
  begin_read();
  EXPECT_FALSE(read);
  client.send("NOOP\r\n");
  run_until_waiting();
  EXPECT_EQ(octets_read(), "NOOP\r\n");
}

TEST_F(ClientStreamTest, LeavesTheSharedBufferAloneWhileItWaits) {
  begin_read();
  buffer.fill('x');
  run_until_waiting();
  EXPECT_EQ(buffer.front(), 'x');
  client.send("a");
  run_until_waiting();
  EXPECT_EQ(octets_read(), "a");
}

TEST_F(ClientStreamTest, WhatTheClientSentIsReadBeforeItsEnd) {
  client.send("QUIT\r\n");
  client.close();
  begin_read();
  EXPECT_EQ(octets_read(), "QUIT\r\n");
  begin_read();
  ASSERT_TRUE(read && !*read);
  EXPECT_EQ(read->error(), asio::error::eof);
}

TEST_F(ClientStreamTest, CancelEndsARead) {
  begin_read();
  stream.cancel();
  run_until_waiting();
  ASSERT_TRUE(read && !*read);
  EXPECT_EQ(read->error(), asio::error::operation_aborted);
}

TEST_F(ClientStreamTest, CancelThatComesTooLateLosesNoOctets) {
  begin_read();
  client.send("a");
  asio::post(loop, [this] { stream.cancel(); });
  run_until_waiting();
  ASSERT_TRUE(read);
  if (!*read) begin_read();
  EXPECT_EQ(octets_read(), "a");
}

TEST_F(ClientStreamTest, CancelOfTheLastReadDoesNotEndTheNext) {
  stream.cancel();
  begin_read();
  EXPECT_FALSE(read);
  client.send("a");
  run_until_waiting();
  EXPECT_EQ(octets_read(), "a");
}

TEST_F(ClientStreamTest, WriteWaitsForASlowClientAndCancelEndsIt) {
  const std::string much(16 * 1024 * 1024, 'x');
  std::optional<ClientStream::Expected<void>> written;
  asio::co_spawn(
      loop, [&]() -> asio::awaitable<void> { written = co_await stream.write(much); },
      asio::detached);
  run_until_waiting();
  EXPECT_FALSE(written);
  stream.cancel();
  run_until_waiting();
  ASSERT_TRUE(written && !*written);
  EXPECT_EQ(written->error(), asio::error::operation_aborted);
}

TEST_F(ClientStreamTest, WriteToAClientThatIsGoneFails) {
  client.close();
  std::optional<ClientStream::Expected<void>> written;
  asio::co_spawn(
      loop, [&]() -> asio::awaitable<void> { written = co_await stream.write("221 bye\r\n"); },
      asio::detached);
  run_until_waiting();
  ASSERT_TRUE(written);
  EXPECT_FALSE(*written);
}

TEST_F(ClientStreamTest, LastWordsArriveThoughTheClientTalksOn) {
  client.send("more and more");
  stream.write_at_once("421 bye\r\n");
  stream.end_output();
  bool ended = false;
  asio::co_spawn(
      loop,
      [&]() -> asio::awaitable<void> {
        co_await stream.discard_input(buffer);
        ended = true;
      },
      asio::detached);
  run_until_waiting();
  EXPECT_FALSE(ended);
  EXPECT_EQ(client.read_all(), "421 bye\r\n");
  client.close();
  run_until_waiting();
  EXPECT_TRUE(ended);
}

}  // namespace
