#include "config/nearest_name.h"

#include <gtest/gtest.h>

namespace {

TEST(NearestNameTest, CountsEdits) {
  struct Row {
    const char* left;
    const char* right;
    std::size_t distance;
  };
  for (const Row& row : {
           Row{"", "", 0},
           Row{"listen", "listen", 0},
           Row{"lisen", "listen", 1},
           Row{"listeen", "listen", 1},
           Row{"lixten", "listen", 1},
           Row{"litsen", "listen", 1},  // swapped neighbours
           Row{"", "spool", 5},
           Row{"root", "spool", 3},
       }) {
    EXPECT_EQ(config::edit_distance(row.left, row.right), row.distance) << row.left;
    EXPECT_EQ(config::edit_distance(row.right, row.left), row.distance) << row.left;
  }
}

TEST(NearestNameTest, NamesOnlyWhatIsNear) {
  const std::vector<std::string> known = {"listen", "root", "max-message-size"};
  EXPECT_EQ(config::nearest_name("lisen", known), "listen");
  EXPECT_EQ(config::nearest_name("roto", known), "root");
  EXPECT_EQ(config::nearest_name("message-size", known), "max-message-size");
  EXPECT_EQ(config::nearest_name("quota", known), std::nullopt);
  EXPECT_EQ(config::nearest_name("", known), std::nullopt);
  EXPECT_EQ(config::nearest_name("lisen", {}), std::nullopt);
}

TEST(NearestNameTest, AsksOnlyWhenThereIsSomethingToAsk) {
  EXPECT_EQ(config::did_you_mean("lisen", {"listen"}), "; did you mean `listen`?");
  EXPECT_EQ(config::did_you_mean("quota", {"listen"}), "");
}

}  // namespace
