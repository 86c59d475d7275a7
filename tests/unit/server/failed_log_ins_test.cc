#include "lmtpd/server/failed_log_ins.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace lmtp {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class FailedLogInsTest : public ::testing::Test {
 protected:
  milliseconds delay(const std::string& trier = "192.0.2.1") const {
    return failures_.delay_of(trier, now_);
  }

  FailedLogIns failures_{milliseconds(1000), milliseconds(30'000)};
  FailedLogIns::Moment now_{};
};

TEST_F(FailedLogInsTest, DoublesTheDelayWithEachFailureUpToTheLongest) {
  EXPECT_EQ(delay(), seconds(0));
  for (const int expected : {1, 2, 4, 8, 16, 30, 30, 30}) {
    failures_.note("192.0.2.1", now_);
    EXPECT_EQ(delay(), seconds(expected));
  }
}

TEST_F(FailedLogInsTest, OthersDoNotWait) {
  failures_.note("192.0.2.1", now_);
  EXPECT_EQ(delay("192.0.2.2"), seconds(0));
}

TEST_F(FailedLogInsTest, ForgivesOneFailureAMinute) {
  for (int i = 0; i < 100; ++i) failures_.note("192.0.2.1", now_);
  for (const int expected : {30, 16, 8, 4, 2, 1, 0, 0}) {
    EXPECT_EQ(delay(), seconds(expected));
    now_ += minutes(1);
  }
  failures_.note("192.0.2.1", now_);
  EXPECT_EQ(delay(), seconds(1));
}

TEST_F(FailedLogInsTest, ForgetsWhoFailedLongestAgoWhenThereAreTooMany) {
  failures_.note("first", now_);
  for (std::size_t i = 0; i < FailedLogIns::kTriersMax; ++i) {
    now_ += milliseconds(1);
    failures_.note(fmt::format("trier {}", i), now_);
  }
  EXPECT_EQ(failures_.triers(), FailedLogIns::kTriersMax);
  EXPECT_EQ(delay("first"), seconds(0));
  EXPECT_EQ(delay("trier 0"), seconds(1));
  now_ += minutes(2);
  failures_.note("first", now_);
  EXPECT_EQ(failures_.triers(), 1u);  // all the others were forgiven meanwhile
}

TEST_F(FailedLogInsTest, NeverDelaysWhereNoDelayIsWanted) {
  FailedLogIns none(milliseconds(0), milliseconds(30'000));
  for (int i = 0; i < 10; ++i) none.note("192.0.2.1", now_);
  EXPECT_EQ(none.delay_of("192.0.2.1", now_), seconds(0));
  FailedLogIns short_ones(milliseconds(1000), milliseconds(500));
  short_ones.note("192.0.2.1", now_);
  EXPECT_EQ(short_ones.delay_of("192.0.2.1", now_), milliseconds(500));
}

TEST(TrierTest, IsAnAddressOrANetworkOfOneHostOrALocalUser) {
  const auto at = [](const char* address) {
    return trier_of(peer_behind_proxy(mailbox::parse_ip_address(address).value()));
  };
  EXPECT_EQ(at("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(at("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(at("2001:db8:1:2::1"), at("2001:db8:1:2:ffff::2"));
  EXPECT_NE(at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
  Peer local;
  local.key = "unix";
  local.process = LocalProcess{104, 4711};
  EXPECT_EQ(trier_of(local), "uid=104");
  EXPECT_EQ(trier_of(Peer{"unix", "", {}, {}, false}), "unix");
}

}  // namespace
}  // namespace lmtp
