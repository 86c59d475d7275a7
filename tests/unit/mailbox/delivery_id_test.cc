#include "mailbox/delivery_id.h"

#include "fixed_clock.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace mailbox {
namespace {

TEST(DeliveryIdTest, Has26CharactersOfCrockfordsBase32) {
  const std::string text = make_delivery_id(FixedClock{}).text;
  EXPECT_EQ(text.size(), 26U);
  EXPECT_EQ(text.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ"), std::string::npos);
}

TEST(DeliveryIdTest, BeginsWithTheMilliseconds) {
  // 1469918176385 ms and its ten characters are the ULID specification's own example.
  EXPECT_EQ(make_delivery_id(FixedClock{1469918176385}).text.substr(0, 10), "01ARYZ6S41");
  EXPECT_EQ(make_delivery_id(FixedClock{0}).text.substr(0, 10), "0000000000");
}

TEST(DeliveryIdTest, SortsByTime) {
  for (const std::int64_t time :
       {std::int64_t{31}, std::int64_t{1023}, std::int64_t{1795288953123}}) {
    EXPECT_LT(make_delivery_id(FixedClock{time}), make_delivery_id(FixedClock{time + 1}));
  }
}

TEST(DeliveryIdTest, DiffersWithinOneMillisecond) {
  const FixedClock clock;
  std::set<DeliveryId> ids;
  for (int count = 0; count < 1000; ++count) ids.insert(make_delivery_id(clock));
  EXPECT_EQ(ids.size(), 1000U);
}

TEST(DeliveryIdTest, UsesEveryRandomCharacter) {
  const FixedClock clock;
  for (std::size_t at = 10; at < 26; ++at) {
    std::set<char> seen;
    for (int count = 0; count < 1000; ++count) seen.insert(make_delivery_id(clock).text[at]);
    EXPECT_EQ(seen.size(), 32U) << at;
  }
}

}  // namespace
}  // namespace mailbox
