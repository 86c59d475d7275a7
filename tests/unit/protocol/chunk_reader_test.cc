#include "lmtpd/protocol/chunk_reader.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace lmtp {
namespace {

struct ChunkRow {
  std::string_view argument;
  std::optional<Chunk> chunk;
};

constexpr ChunkRow kArguments[] = {
    {"0", Chunk{0, false, true}},
    {"1", Chunk{1, false, true}},
    {"0 LAST", Chunk{0, true, true}},
    {"86 last", Chunk{86, true, true}},
    {"007", Chunk{7, false, true}},
    {"2147483648", Chunk{std::uint64_t{1} << 31, false, true}},
    {"9223372036854775807 LAST", Chunk{(std::uint64_t{1} << 63) - 1, true, true}},
    {"18446744073709551615", Chunk{std::numeric_limits<std::uint64_t>::max(), false, true}},
    // How many octets follow is known, but not whether they are the last.
    {"5 LASTING", Chunk{5, false, false}},
    {"5 FIRST", Chunk{5, false, false}},
    {"5  LAST", Chunk{5, false, false}},
    {"5 LAST LAST", Chunk{5, false, false}},
    {"5 \tLAST", Chunk{5, false, false}},
    // Not even that.
    {"", std::nullopt},
    {" 5", std::nullopt},
    {"LAST", std::nullopt},
    {"-1", std::nullopt},
    {"+1", std::nullopt},
    {"1.0", std::nullopt},
    {"0x10", std::nullopt},
    {"1e3", std::nullopt},
    {"5LAST", std::nullopt},
    {"5\tLAST", std::nullopt},
    {"18446744073709551616", std::nullopt},
    {"99999999999999999999999999999 LAST", std::nullopt},
    {"\xD9\xA5", std::nullopt},
};

TEST(ChunkReaderTest, ReadsSizeAndLast) {
  for (const ChunkRow& row : kArguments) {
    EXPECT_EQ(parse_chunk(row.argument), row.chunk) << row.argument;
  }
}

TEST(ChunkReaderTest, TakesAsManyOctetsAsWereSaidAndNoMore) {
  ChunkReader reader;
  EXPECT_TRUE(reader.chunk_ended());
  reader.start({5, false});
  EXPECT_EQ(reader.read("ab").octets, "ab");
  EXPECT_FALSE(reader.chunk_ended());
  const DataReader::Piece rest = reader.read(".\r\nQUIT");
  EXPECT_EQ(rest.octets, ".\r\n");
  EXPECT_EQ(rest.taken, 3U);
  EXPECT_TRUE(reader.chunk_ended());
  EXPECT_FALSE(reader.ended());
  reader.start({0, true});
  EXPECT_TRUE(reader.ended());
}

bool sees_bare_line_feed(std::initializer_list<std::string_view> chunks) {
  ChunkReader reader;
  for (const std::string_view octets : chunks) {
    reader.start({octets.size(), false});
    for (std::size_t i = 0; i < octets.size(); ++i) {
      EXPECT_EQ(reader.read(octets.substr(i, 1)).octets, octets.substr(i, 1));
    }
  }
  ChunkReader whole;
  for (const std::string_view octets : chunks) {
    whole.start({octets.size(), false});
    EXPECT_EQ(whole.read(octets).octets, octets);
  }
  EXPECT_EQ(reader.bare_line_feed_seen(), whole.bare_line_feed_seen());
  return whole.bare_line_feed_seen();
}

TEST(ChunkReaderTest, SeesBareLineFeedsAcrossChunks) {
  EXPECT_FALSE(sees_bare_line_feed({"one\r\ntwo\r\n", "three\r", "\nfour"}));
  EXPECT_FALSE(sees_bare_line_feed({"bare\rcarriage return", "\r"}));
  EXPECT_TRUE(sees_bare_line_feed({"\n"}));
  EXPECT_TRUE(sees_bare_line_feed({"one\n"}));
  EXPECT_TRUE(sees_bare_line_feed({"one\r\n\n"}));
  EXPECT_TRUE(sees_bare_line_feed({"one", "\n"}));
  EXPECT_TRUE(sees_bare_line_feed({"one\r\n", "\n"}));
}

}  // namespace
}  // namespace lmtp
