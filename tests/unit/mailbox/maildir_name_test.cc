#include "stores/maildir_name.h"

#include "tests/unit/mailbox/fixed_clock.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

namespace mailbox {
namespace {

// Without what differs from run to run.
std::string without_numbers(const std::string& name) {
  const std::size_t process = name.find('P');
  const std::size_t host = name.find('.', process);
  return name.substr(0, process) + "P#Q#" + name.substr(host);
}

TEST(MaildirNameTest, HasTimeProcessCounterHostAndSizes) {
  const FixedClock clock(1795288953123);
  EXPECT_EQ(without_numbers(make_maildir_name(clock, "mx.example.net", {1234, 1250})),
            "1795288953.M123000P#Q#.mx.example.net,S=1234,W=1250");
}

TEST(MaildirNameTest, EscapesWhatANameCannotHold) {
  const FixedClock clock(1000);
  struct Row {
    std::string_view host;
    std::string_view escaped;
  };
  const Row rows[] = {
      {"mx", "mx"},
      {"a/b:c", "a\\057b\\072c"},
      {"a b\n", "a\\040b\\012"},
      {std::string_view("a\0b", 3), "a\\000b"},
      {"", "localhost"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(without_numbers(make_maildir_name(clock, row.host, {1, 2})),
              "1.M0P#Q#." + std::string(row.escaped) + ",S=1,W=2");
  }
}

TEST(MaildirNameTest, FitsIntoAFileNameWithRoomForFlags) {
  const FixedClock clock;
  constexpr std::uint64_t kMost = ~std::uint64_t{0};
  for (const std::string& host : {std::string(500, 'h'), std::string(500, '/')}) {
    EXPECT_LE(make_maildir_name(clock, host, {kMost, kMost}).size(), 225u);
  }
}

TEST(MaildirNameTest, IsNeverGivenTwiceWhileTheClockStands) {
  const FixedClock clock;
  std::vector<std::vector<std::string>> names(4);
  std::vector<std::thread> threads;
  threads.reserve(names.size());
  for (auto& own : names) {
    threads.emplace_back([&] {
      for (int count = 0; count < 200; ++count) own.push_back(make_maildir_name(clock, "mx", {}));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> all;
  for (const auto& own : names) all.insert(own.begin(), own.end());
  EXPECT_EQ(all.size(), 800u);
}

TEST(MaildirNameTest, CountsALineFeedWithoutACarriageReturnAsTwo) {
  struct Row {
    std::string_view octets;
    std::uint64_t octets_crlf;
  };
  const Row rows[] = {{"", 0},       {"a", 1},        {"\n", 2},
                      {"a\nb\n", 6}, {"a\r\nb\n", 6}, {"\r\r\n\n", 5}};
  for (const Row& row : rows) {
    const MaildirSize size = maildir_size_of(row.octets);
    EXPECT_EQ(size.octets, row.octets.size());
    EXPECT_EQ(size.octets_crlf, row.octets_crlf) << row.octets;
  }
}

}  // namespace
}  // namespace mailbox
