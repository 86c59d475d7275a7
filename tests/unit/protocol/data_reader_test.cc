#include "lmtpd/protocol/data_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace lmtp {
namespace {

using std::string_literals::operator""s;

struct Content {
  std::string octets;
  std::string rest;  // behind the end
  bool ended = false;
  bool bare_line_feed = false;

  friend bool operator==(const Content&, const Content&) = default;
};

Content read(std::string_view input, std::size_t octets_at_a_time) {
  DataReader reader;
  Content content;
  std::size_t taken = 0;
  std::size_t offered = 0;
  while (!reader.ended() && taken < input.size()) {
    if (offered == taken) offered = std::min(input.size(), offered + octets_at_a_time);
    const auto piece = reader.read(input.substr(taken, offered - taken));
    content.octets += piece.octets;
    taken += piece.taken;
  }
  content.rest = input.substr(taken);
  content.ended = reader.ended();
  content.bare_line_feed = reader.bare_line_feed_seen();
  return content;
}

struct Row {
  std::string input;
  Content content;
};

constexpr bool kEnded = true;
constexpr bool kBare = true;

const std::vector<Row> kRows = {
    // The end, and what lies behind it.
    {".\r\n", {"", "", kEnded}},
    {"a\r\n.\r\n", {"a\r\n", "", kEnded}},
    {"a\r\n.\r\nQUIT\r\n", {"a\r\n", "QUIT\r\n", kEnded}},
    {".\r\n.\r\n", {"", ".\r\n", kEnded}},
    {"\r\n.\r\n", {"\r\n", "", kEnded}},
    // No end yet.
    {"", {}},
    {"a", {"a", ""}},
    {"a\r\n.", {"a\r\n", ""}},
    {"a\r\n.\r", {"a\r\n", ""}},
    {"a.\r\n", {"a.\r\n", ""}},
    // Stuffed dots.
    {"..\r\n.\r\n", {".\r\n", "", kEnded}},
    {"...\r\n.\r\n", {"..\r\n", "", kEnded}},
    {".a\r\n..a\r\n.\r\n", {"a\r\n.a\r\n", "", kEnded}},
    {"a.b\r\n.\r\n", {"a.b\r\n", "", kEnded}},
    // Wrong endings: with a bare line feed.
    {"a\n.\n", {"a\n.\n", "", false, kBare}},
    {"a\n.\r\n", {"a\n.\r\n", "", false, kBare}},
    {"a\r\n.\n", {"a\r\n\n", "", false, kBare}},
    {"a\r.\nb\r\n.\r\n", {"a\r.\nb\r\n", "", kEnded, kBare}},
    {".\nb\r\n.\r\n", {"\nb\r\n", "", kEnded, kBare}},
    {"\n.\r\n.\r\n", {"\n.\r\n", "", kEnded, kBare}},
    {"\n", {"\n", "", false, kBare}},
    // Wrong endings: with a bare carriage return, a NUL, a blank.
    {"a\r.\r", {"a\r.\r", ""}},
    {"a\r.\r\n", {"a\r.\r\n", ""}},
    {"a\r\n.\rb", {"a\r\n\rb", ""}},
    {"a\r\n.\r\r\n.\r\n", {"a\r\n\r\r\n", "", kEnded}},
    {"a\r\r\n.\r\n", {"a\r\r\n", "", kEnded}},
    {"a\r\n\r.\r\n.\r\n", {"a\r\n\r.\r\n", "", kEnded}},
    {"a\r\n\0.\r\n.\r\n"s, {"a\r\n\0.\r\n"s, "", kEnded}},
    {"a\r\n.\0\r\n.\r\n"s, {"a\r\n\0\r\n"s, "", kEnded}},
    {"a\r\n. \r\n.\r\n", {"a\r\n \r\n", "", kEnded}},
    // Any octet.
    {"\0\xff\x80\x1a\r\n.\r\n"s, {"\0\xff\x80\x1a\r\n"s, "", kEnded}},
};

TEST(DataReaderTest, EndsAtCrlfDotCrlfOnly) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(testing::PrintToString(row.input));
    const Content content = read(row.input, row.input.size());
    EXPECT_EQ(testing::PrintToString(content.octets), testing::PrintToString(row.content.octets));
    EXPECT_EQ(content.rest, row.content.rest);
    EXPECT_EQ(content.ended, row.content.ended);
    EXPECT_EQ(content.bare_line_feed, row.content.bare_line_feed);
  }
}

TEST(DataReaderTest, DoesNotCareHowTheInputIsCut) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(testing::PrintToString(row.input));
    for (std::size_t step = 1; step < 5; ++step) EXPECT_EQ(read(row.input, step), row.content);
  }
}

TEST(DataReaderTest, ReturnsOnePieceForManyLines) {
  const std::string input = "one\r\ntwo\r\n\r\nthree\r\n.\r\n";
  DataReader reader;
  const auto piece = reader.read(input);
  EXPECT_EQ(piece.octets, "one\r\ntwo\r\n\r\nthree\r\n");
  EXPECT_EQ(piece.octets.data(), input.data()) << "a view, not a copy";
}

// The client's side of RFC 5321 §4.5.2.
std::string stuffed(std::string_view lines) {
  std::string text;
  bool line_start = true;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (line_start && lines[i] == '.') text += '.';
    text += lines[i];
    line_start = lines[i] == '\n' && i > 0 && lines[i - 1] == '\r';
  }
  return text;
}

RC_GTEST_PROP(DataReaderTest, GivesBackWhatAClientStuffed, ()) {
  const auto content =
      *rc::gen::container<std::string>(rc::gen::element('a', '.', '\r', '\n')) + "\r\n";
  const auto step = *rc::gen::inRange<std::size_t>(1, 9);
  const Content read_back = read(stuffed(content) + ".\r\nNOOP\r\n", step);
  RC_ASSERT(read_back.octets == content);
  RC_ASSERT(read_back.ended);
  RC_ASSERT(read_back.rest == "NOOP\r\n");
}

}  // namespace
}  // namespace lmtp
