// No line is too long to come out as it went in, wherever the buffers of the past ended: a line of
// 2047 octets that ended in a dot was once taken for the end of the message (CVE-2000-0319).
#include "lmtpd/protocol/session.h"
#include "unit/protocol/session_record.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lmtp {
namespace {

struct Range {
  std::size_t from;
  std::size_t to;
};

// Around the limits of RFC 5321 §4.5.3.1 and the sizes of common buffers, in octets without CRLF.
std::vector<std::size_t> lengths() {
  std::vector<std::size_t> lengths;
  for (const Range range : {Range{510, 514}, Range{998, 1002}, Range{2045, 2050}, Range{4094, 4098},
                            Range{8190, 8194}, Range{65534, 65538}}) {
    for (std::size_t length = range.from; length <= range.to; ++length) lengths.push_back(length);
  }
  return lengths;
}

std::vector<std::string_view> in_pieces_of(std::size_t octets, std::string_view input) {
  std::vector<std::string_view> pieces;
  for (std::size_t at = 0; at < input.size(); at += octets) {
    pieces.push_back(input.substr(at, octets));
  }
  return pieces;
}

class LineLengthTest : public testing::TestWithParam<std::size_t> {
 protected:
  LineLengthTest() { settings_.host_name = "mx.example.net"; }

  static std::string content_with(const std::string& line) {
    return line + "\r\nan ordinary line\r\n" + line + "\r\n";
  }

  void expect_one_message(const std::vector<std::string_view>& pieces,
                          const std::string& content) const {
    const SessionRecord record = record_session(settings_, pieces);
    EXPECT_EQ(record.violations, std::vector<std::string>());
    // Why not EXPECT_EQ: the difference would fill a screen.
    const std::string end =
        "\ncontent " + content + "\ncontent ended\ntransaction ended\nclosing\n";
    EXPECT_TRUE(record.events.starts_with("mail <ann@x>"));
    EXPECT_TRUE(record.events.ends_with(end));
    EXPECT_EQ(record.events.find("content started"), record.events.rfind("content started"));
  }

  SessionSettings settings_;
};

TEST_P(LineLengthTest, LineThatEndsInADotIsOneLineOfOneMessage) {
  const std::string content = content_with(std::string(GetParam() - 1, 'x') + ".");
  const std::string input =
      "LHLO c\r\nMAIL FROM:<ann@x>\r\nRCPT TO:<bob@x>\r\nDATA\r\n" + content + ".\r\nQUIT\r\n";
  expect_one_message({input}, content);
  expect_one_message(octet_by_octet(input), content);
  for (const std::size_t octets : {512U, 1000U, 1024U, 2048U, 4096U, 8192U, 65536U}) {
    expect_one_message(in_pieces_of(octets, input), content);
    expect_one_message(in_pieces_of(octets - 1, input), content);
  }
}

// A line whose first octet is a dot is longer by the stuffed dot.
TEST_P(LineLengthTest, LineThatBeginsWithADotLosesNothing) {
  const std::string line = "." + std::string(GetParam() - 1, 'x');
  const std::string input = "LHLO c\r\nMAIL FROM:<ann@x>\r\nRCPT TO:<bob@x>\r\nDATA\r\n" +
                            content_with("." + line) + ".\r\nQUIT\r\n";
  expect_one_message({input}, content_with(line));
  expect_one_message(octet_by_octet(input), content_with(line));
}

INSTANTIATE_TEST_SUITE_P(Octets, LineLengthTest, testing::ValuesIn(lengths()),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace lmtp
