#include "lmtpd/protocol/reply_slots.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

namespace lmtp {
namespace {

Reply numbered(std::size_t number) {
  return {250, mailbox::status::kOk, {std::to_string(number)}};
}

ReplySlots slots_of(std::size_t count) {
  ReplySlots slots;
  for (std::size_t i = 0; i < count; ++i) slots.add();
  return slots;
}

TEST(ReplySlotsTest, ReleasesEachAsSoonAsAllBeforeItAreKnown) {
  ReplySlots slots = slots_of(3);
  slots.fill(1, numbered(1));
  EXPECT_EQ(slots.release(), "");
  slots.fill(0, numbered(0));
  EXPECT_EQ(slots.release(), "250 2.0.0 0\r\n250 2.0.0 1\r\n");
  EXPECT_FALSE(slots.all_released());
  EXPECT_EQ(slots.release(), "");
  slots.fill(2, numbered(2));
  EXPECT_EQ(slots.release(), "250 2.0.0 2\r\n");
  EXPECT_TRUE(slots.all_released());
}

TEST(ReplySlotsDeathTest, FillsASlotOnce) {
#ifdef NDEBUG
  ReplySlots slots = slots_of(1);
  slots.fill(0, numbered(0));
  slots.fill(0, numbered(1));
  slots.fill(1, numbered(2));
  EXPECT_EQ(slots.release(), "250 2.0.0 0\r\n");
#else
  ReplySlots slots = slots_of(1);
  slots.fill(0, numbered(0));
  EXPECT_DEATH(slots.fill(0, numbered(1)), "");
  EXPECT_DEATH(slots.fill(1, numbered(2)), "");
#endif
}

RC_GTEST_PROP(ReplySlotsTest, AnyOrderOfAnswersLeavesInOrder, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(0, 40);
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = count; i > 1; --i) {
    std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
  }
  ReplySlots slots = slots_of(count);
  std::string wire;
  for (const std::size_t index : order) {
    slots.fill(index, numbered(index));
    wire += slots.release();
  }
  std::string expected;
  for (std::size_t i = 0; i < count; ++i) expected += to_wire(numbered(i));
  RC_ASSERT(wire == expected);
  RC_ASSERT(slots.all_released());
}

}  // namespace
}  // namespace lmtp
