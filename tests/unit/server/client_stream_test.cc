#include "lmtpd/server/client_stream.h"

#include "unit/server/client.h"
#include "unit/server/stream_in_loop.h"

#include <gtest/gtest.h>
#include <asio/post.hpp>

#include <string>

namespace {

using lmtp::testing::Client;
using lmtp::testing::StreamInLoop;

class ClientStreamTest : public ::testing::Test, protected StreamInLoop {
 protected:
  Client client_{release_client()};
};

TEST_F(ClientStreamTest, ReadWaitsForOctets) {
  begin_read();
  EXPECT_FALSE(read);
  client_.send("NOOP\r\n");
  run_until_waiting();
  EXPECT_EQ(octets_read(), "NOOP\r\n");
}

TEST_F(ClientStreamTest, LeavesTheSharedBufferAloneWhileItWaits) {
  begin_read();
  buffer.fill('x');
  run_until_waiting();
  EXPECT_EQ(buffer.front(), 'x');
  client_.send("a");
  run_until_waiting();
  EXPECT_EQ(octets_read(), "a");
}

TEST_F(ClientStreamTest, WhatTheClientSentIsReadBeforeItsEnd) {
  client_.send("QUIT\r\n");
  client_.close();
  begin_read();
  EXPECT_EQ(octets_read(), "QUIT\r\n");
  begin_read();
  ASSERT_TRUE(read && !*read);
  EXPECT_EQ(read->error(), asio::error::eof);
}

TEST_F(ClientStreamTest, CancelEndsARead) {
  begin_read();
  stream->cancel();
  run_until_waiting();
  ASSERT_TRUE(read && !*read);
  EXPECT_EQ(read->error(), asio::error::operation_aborted);
}

TEST_F(ClientStreamTest, CancelThatComesTooLateLosesNoOctets) {
  begin_read();
  client_.send("a");
  asio::post(loop, [this] { stream->cancel(); });
  run_until_waiting();
  ASSERT_TRUE(read);
  if (!*read) begin_read();
  EXPECT_EQ(octets_read(), "a");
}

TEST_F(ClientStreamTest, CancelOfTheLastReadDoesNotEndTheNext) {
  stream->cancel();
  begin_read();
  EXPECT_FALSE(read);
  client_.send("a");
  run_until_waiting();
  EXPECT_EQ(octets_read(), "a");
}

TEST_F(ClientStreamTest, WriteWaitsForASlowClientAndCancelEndsIt) {
  begin_write(std::string(16 * 1024 * 1024, 'x'));
  EXPECT_FALSE(written);
  stream->cancel();
  run_until_waiting();
  ASSERT_TRUE(written && !*written);
  EXPECT_EQ(written->error(), asio::error::operation_aborted);
}

TEST_F(ClientStreamTest, WriteToAClientThatIsGoneFails) {
  client_.close();
  begin_write("221 bye\r\n");
  ASSERT_TRUE(written);
  EXPECT_FALSE(*written);
}

TEST_F(ClientStreamTest, LastWordsArriveThoughTheClientTalksOn) {
  client_.send("more and more");
  stream->write_at_once("421 bye\r\n");
  stream->end_output();
  begin_discard();
  EXPECT_FALSE(discarded);
  EXPECT_EQ(client_.read_all(), "421 bye\r\n");
  client_.close();
  run_until_waiting();
  EXPECT_TRUE(discarded);
}

TEST_F(ClientStreamTest, DropsWhatCameBeforeAndNothingElse) {
  client_.send("MAIL FROM:<smuggled@example.org>\r\n");
  stream->drop_received(buffer);
  begin_read();
  EXPECT_FALSE(read);
  client_.send("NOOP\r\n");
  run_until_waiting();
  EXPECT_EQ(octets_read(), "NOOP\r\n");
}

}  // namespace
