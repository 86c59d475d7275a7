#include "config/setting_value.h"

#include <gtest/gtest.h>

#include <optional>

namespace {

using std::chrono::milliseconds;

TEST(SettingValueTest, ReadsSizes) {
  struct Row {
    const char* text;
    std::optional<std::uint64_t> octets;
  };
  for (const Row& row : {
           Row{"0", 0},
           Row{"1", 1},
           Row{"4K", 4096},
           Row{"4k", 4096},
           Row{"64M", 64ULL << 20},
           Row{"2G", 2ULL << 30},
           Row{"", std::nullopt},
           Row{"K", std::nullopt},
           Row{"-1", std::nullopt},
           Row{"+1", std::nullopt},
           Row{" 1", std::nullopt},
           Row{"1 K", std::nullopt},
           Row{"1.5M", std::nullopt},
           Row{"1T", std::nullopt},
           Row{"1MB", std::nullopt},
           Row{"0x10", std::nullopt},
           Row{"5G", std::nullopt},                     // above the range given below
           Row{"18446744073709551615G", std::nullopt},  // would overflow
           Row{"99999999999999999999", std::nullopt},
       }) {
    const auto parsed = config::parse_size(row.text, 0, 4ULL << 30);
    EXPECT_EQ(parsed ? std::optional(*parsed) : std::nullopt, row.octets) << row.text;
  }
}

TEST(SettingValueTest, ReadsDurations) {
  struct Row {
    const char* text;
    std::optional<std::int64_t> milliseconds;
  };
  for (const Row& row : {
           Row{"1", 1000},
           Row{"1s", 1000},
           Row{"1S", 1000},
           Row{"250ms", 250},
           Row{"5m", 300'000},
           Row{"1h", 3'600'000},
           Row{"0", std::nullopt},  // below the range
           Row{"25h", std::nullopt},
           Row{"1d", std::nullopt},
           Row{"s", std::nullopt},
           Row{"", std::nullopt},
           Row{"-1s", std::nullopt},
           Row{"1sm", std::nullopt},
       }) {
    const auto parsed =
        config::parse_duration(row.text, milliseconds(1), milliseconds(24 * 3600 * 1000));
    EXPECT_EQ(parsed ? std::optional(parsed->count()) : std::nullopt, row.milliseconds) << row.text;
  }
}

TEST(SettingValueTest, ReadsCountsWithinTheirRange) {
  EXPECT_EQ(config::parse_count("1", 1, 10), 1);
  EXPECT_EQ(config::parse_count("10", 1, 10), 10);
  for (const char* text : {"0", "11", "", "1K", "one", "1.0", "0x1"}) {
    const auto parsed = config::parse_count(text, 1, 10);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error(), "must be a whole number from 1 to 10");
  }
}

TEST(SettingValueTest, PrintsWhatItReads) {
  for (const char* text : {"0", "1", "500", "4K", "64M", "128M", "1G", "1025"}) {
    EXPECT_EQ(config::print_size(config::parse_size(text, 0, ~0ULL).value()), text);
  }
  for (const char* text : {"1s", "300s", "250ms", "1500ms", "0s"}) {
    EXPECT_EQ(config::print_duration(
                  config::parse_duration(text, milliseconds(0), milliseconds(1'000'000)).value()),
              text);
  }
}

}  // namespace
