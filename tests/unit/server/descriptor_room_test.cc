#include "lmtpd/server/descriptor_room.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

namespace {

using lmtp::clients_within;

TEST(DescriptorRoomTest, LeavesTheDeliveriesWhatTheyNeed) {
  struct Row {
    std::size_t limit, used, workers, clients;
  };
  const Row rows[] = {
      {1024, 24, 16, 808},  // 12 for each of 16 workers are kept
      {524288, 24, 16, 524072},
      {64, 14, 16, 25},  // half of what is left
      {64, 14, 1, 38},
      {64, 63, 16, 1},
      {64, 64, 16, 1},
      {64, 90, 16, 1},  // somebody has lowered the limit
      {0, 0, 0, 1},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(clients_within(row.limit, row.used, row.workers), row.clients)
        << row.limit << " " << row.used << " " << row.workers;
  }
}

TEST(DescriptorRoomTest, CountsWhatIsOpen) {
  const std::size_t before = lmtp::open_descriptors();
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  EXPECT_EQ(lmtp::open_descriptors(), before + 2);
  for (const int end : pipe) ::close(end);
  EXPECT_EQ(lmtp::open_descriptors(), before);
  EXPECT_GT(lmtp::descriptor_limit(), before);
}

}  // namespace
