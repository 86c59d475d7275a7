#include "deliver/from_line.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace deliver {
namespace {

struct Row {
  std::string input;
  std::string content;
  std::optional<std::string> sender;
};

const std::vector<Row> kRows = {
    {"From ann@x Sat Nov 21 19:22:33 2026\nSubject: x\n\nhello\n", "Subject: x\n\nhello\n",
     "ann@x"},
    {"From ann@x Sat Nov 21 19:22:33 2026\r\nSubject: x\r\n", "Subject: x\r\n", "ann@x"},
    {"From ann@x\r\nSubject: x\r\n", "Subject: x\r\n", "ann@x"},
    {"From  ann@x\tSat\n", "", "ann@x"},
    {"From \"a b\"@x Sat\n", "", "\"a b\"@x"},
    {"From \"a\\\" b\"@x Sat\n", "", "\"a\\\" b\"@x"},
    {"From \n", "", ""},
    {"From ", "", ""},
    {"From MAILER-DAEMON Sat\n\nFrom b@x\n", "\nFrom b@x\n", "MAILER-DAEMON"},
    // Only as the very first line, and only with the blank.
    {"From a@x\nFrom b@x\n", "From b@x\n", "a@x"},
    {"Subject: x\nFrom a@x\n", "Subject: x\nFrom a@x\n", std::nullopt},
    {"From: ann@x\n", "From: ann@x\n", std::nullopt},
    {">From ann@x\n", ">From ann@x\n", std::nullopt},
    {"from ann@x\n", "from ann@x\n", std::nullopt},
    {"\nFrom ann@x\n", "\nFrom ann@x\n", std::nullopt},
    {"Fr", "Fr", std::nullopt},
    {"", "", std::nullopt},
};

TEST(FromLineTest, IsDroppedFromTheFrontWhereverPiecesEnd) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.input);
    for (std::size_t cut = 5; cut <= std::max<std::size_t>(row.input.size(), 5); ++cut) {
      FromLine line;
      std::string content(line.remove(std::string_view(row.input).substr(0, cut)));
      if (cut < row.input.size()) content += line.remove(std::string_view(row.input).substr(cut));
      EXPECT_EQ(content, row.content);
      EXPECT_EQ(line.sender(), row.sender);
    }
  }
}

TEST(FromLineTest, IsLookedAtNoFurtherThanItsLimit) {
  FromLine line;
  EXPECT_EQ(line.remove("From ann@x "), "");
  for (int count = 0; count < 100; ++count) EXPECT_EQ(line.remove(std::string(10000, 'y')), "");
  EXPECT_EQ(line.remove("y\nSubject: x\n"), "Subject: x\n");
  EXPECT_EQ(line.sender(), "ann@x");

  FromLine endless;
  EXPECT_EQ(endless.remove("From " + std::string(100000, 'y')), "");
  EXPECT_EQ(endless.sender()->size(), FromLine::kLineOctetsMax);
}

}  // namespace
}  // namespace deliver
