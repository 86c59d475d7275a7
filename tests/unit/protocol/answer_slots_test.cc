#include "lmtpd/protocol/answer_slots.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

namespace lmtp {
namespace {

mailbox::Outcome numbered(std::size_t number) {
  return {mailbox::status::kOk, std::to_string(number), {}};
}

std::string released(AnswerSlots& slots) {
  std::string numbers;
  for (const mailbox::Outcome& outcome : slots.release()) numbers += outcome.reason + " ";
  return numbers;
}

AnswerSlots slots_of(std::size_t count) {
  AnswerSlots slots;
  for (std::size_t i = 0; i < count; ++i) slots.add();
  return slots;
}

TEST(AnswerSlotsTest, ReleasesEachAsSoonAsAllBeforeItAreKnown) {
  AnswerSlots slots = slots_of(3);
  slots.fill(1, numbered(1));
  EXPECT_EQ(released(slots), "");
  slots.fill(0, numbered(0));
  EXPECT_EQ(released(slots), "0 1 ");
  EXPECT_FALSE(slots.all_released());
  EXPECT_FALSE(slots.all_filled());
  EXPECT_EQ(released(slots), "");
  slots.fill(2, numbered(2));
  EXPECT_EQ(released(slots), "2 ");
  EXPECT_TRUE(slots.all_released());
  EXPECT_EQ(slots.all(), (std::vector{numbered(0), numbered(1), numbered(2)}));
}

TEST(AnswerSlotsDeathTest, FillsASlotOnce) {
#ifdef NDEBUG
  AnswerSlots slots = slots_of(1);
  slots.fill(0, numbered(0));
  slots.fill(0, numbered(1));
  slots.fill(1, numbered(2));
  EXPECT_EQ(released(slots), "0 ");
#else
  AnswerSlots slots = slots_of(1);
  slots.fill(0, numbered(0));
  EXPECT_DEATH(slots.fill(0, numbered(1)), "");
  EXPECT_DEATH(slots.fill(1, numbered(2)), "");
#endif
}

RC_GTEST_PROP(AnswerSlotsTest, AnyOrderOfAnswersLeavesInOrder, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(0, 40);
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = count; i > 1; --i) {
    std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
  }
  AnswerSlots slots = slots_of(count);
  std::string given;
  for (const std::size_t index : order) {
    slots.fill(index, numbered(index));
    given += released(slots);
  }
  std::string expected;
  for (std::size_t i = 0; i < count; ++i) expected += std::to_string(i) + " ";
  RC_ASSERT(given == expected);
  RC_ASSERT(slots.all_released());
}

}  // namespace
}  // namespace lmtp
