#include "lmtpd/protocol/line_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace lmtp {
namespace {

using std::string_literals::operator""s;

mailbox::Limits limits() {
  mailbox::Limits limits;
  limits.command_line_octets = 16;
  limits.log_in_line_octets = 32;
  limits.discarded_line_octets = 10000;
  return limits;
}

// What a reader makes of the input, in words: a line as itself, a refusal as "!…".
std::vector<std::string> readings(std::string_view input, std::size_t octets_at_a_time,
                                  LineReader::Expected expected = LineReader::Expected::kCommand) {
  LineReader reader(limits());
  std::vector<std::string> words;
  std::string buffered;
  for (;;) {
    std::string_view rest = buffered;
    const auto reading = reader.read(rest, expected);
    if (const auto* line = std::get_if<LineReader::Line>(&reading)) {
      words.emplace_back(line->text);
    } else if (const auto* refused = std::get_if<LineReader::Refused>(&reading)) {
      words.emplace_back(refused->reply == FixedReply::kMalformedLine ? "!malformed" : "!long");
    } else if (std::holds_alternative<LineReader::Endless>(reading)) {
      words.emplace_back("!endless");
      return words;
    } else if (input.empty()) {
      return words;
    }
    buffered = std::string(rest);
    if (std::holds_alternative<LineReader::NeedMore>(reading)) {
      buffered += input.substr(0, octets_at_a_time);
      input.remove_prefix(std::min(octets_at_a_time, input.size()));
    }
  }
}

struct Row {
  std::string input;
  std::vector<std::string> words;
};

const std::vector<Row> kRows = {
    {"", {}},
    {"NOOP\r\n", {"NOOP"}},
    {"\r\n", {""}},
    {"a\r\nb\r\n", {"a", "b"}},
    {"unfinished", {}},
    {"unfinished\r", {}},
    // Line ends that are not CRLF, CR and NUL within the line.
    {"a\n", {"!malformed"}},
    {"\n", {"!malformed"}},
    {"a\nb\r\n", {"!malformed", "b"}},
    {"a\r\r\n", {"!malformed"}},
    {"a\rb\r\nc\r\n", {"!malformed", "c"}},
    {"a\0b\r\nc\r\n"s, {"!malformed", "c"}},
    {"\0\r\n"s, {"!malformed"}},
    {"\n\n\n", {"!malformed", "!malformed", "!malformed"}},
    // The limit counts CRLF.
    {std::string(14, 'x') + "\r\n", {std::string(14, 'x')}},
    {std::string(15, 'x') + "\r\n", {"!long"}},
    {std::string(15, 'x') + "\r\nb\r\n", {"!long", "b"}},
    {std::string(500, 'x') + "\nb\r\n", {"!long", "b"}},
    {std::string(500, 'x') + "\n" + std::string(500, 'x') + "\nb\r\n", {"!long", "!long", "b"}},
    // Refused before its end was seen.
    {std::string(16, 'x'), {"!long"}},
    {std::string(15, 'x'), {}},
};

TEST(LineReaderTest, TakesLinesAndRefusesWhatIsNone) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.input);
    EXPECT_EQ(readings(row.input, row.input.size() + 1), row.words);
    EXPECT_EQ(readings(row.input, 1), row.words);
  }
}

TEST(LineReaderTest, GivesUpALineThatNeverEnds) {
  const std::string endless(limits().discarded_line_octets, 'x');
  EXPECT_EQ(readings(endless, endless.size()), (std::vector<std::string>{"!long", "!endless"}));
  EXPECT_EQ(readings(endless, 1000), (std::vector<std::string>{"!long", "!endless"}));
  const std::string shorter = endless.substr(1) + "\nb\r\n";
  EXPECT_EQ(readings(shorter, 1000), (std::vector<std::string>{"!long", "b"}));
}

TEST(LineReaderTest, GivesALogInLongerLines) {
  const std::string auth = "auth " + std::string(25, 'x');
  EXPECT_EQ(readings(auth + "\r\n", 1), (std::vector<std::string>{auth}));
  EXPECT_EQ(readings(auth + "x\r\n", 1), (std::vector<std::string>{"!long"}));
  const std::string response(30, 'x');
  constexpr auto kResponse = LineReader::Expected::kResponse;
  EXPECT_EQ(readings(response + "\r\n", 1, kResponse), (std::vector<std::string>{response}));
  EXPECT_EQ(readings(response + "x\r\nb\r\n", 1, kResponse),
            (std::vector<std::string>{"!long", "b"}));
  EXPECT_EQ(readings("AUTHENTICATE xxxxxxxx\r\n", 1), (std::vector<std::string>{"!long"}));
}

RC_GTEST_PROP(LineReaderTest, AnySplitGivesTheSameLines, ()) {
  const auto input =
      *rc::gen::container<std::string>(rc::gen::element('a', 'b', ' ', '\r', '\n', '\0'));
  const auto step = *rc::gen::inRange<std::size_t>(1, 20);
  RC_ASSERT(readings(input, step) == readings(input, input.size() + 1));
}

}  // namespace
}  // namespace lmtp
