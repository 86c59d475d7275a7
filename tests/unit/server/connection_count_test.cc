#include "lmtpd/server/connection_count.h"

#include <gtest/gtest.h>

namespace {

TEST(ConnectionCountTest, CountsInAllAndPerPeer) {
  lmtp::ConnectionCount count(3, 2);
  auto first = count.enter("a");
  auto second = count.enter("a");
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(count.enter("a"));  // the peer has its share
  auto third = count.enter("b");
  EXPECT_TRUE(third);
  EXPECT_FALSE(count.enter("c"));  // there are enough
  first.reset();
  EXPECT_EQ(count.connections(), 2u);
  EXPECT_TRUE(count.enter("c"));  // and gone again at once
  EXPECT_TRUE(count.enter("a"));
  EXPECT_EQ(count.connections(), 2u);
}

TEST(ConnectionCountTest, WhoIsNotKnownYetCountsInAllOnly) {
  lmtp::ConnectionCount count(3, 1);
  auto first = count.enter_unnamed();
  auto second = count.enter_unnamed();
  EXPECT_TRUE(first && second);
  auto named = count.enter("a");
  EXPECT_TRUE(named);
  EXPECT_FALSE(count.enter_unnamed());
  first.reset();
  EXPECT_EQ(count.connections(), 2U);
  EXPECT_FALSE(count.enter("a"));
  EXPECT_TRUE(count.enter_unnamed());
}

}  // namespace
