// What a client stuffs, the reader unstuffs: every content comes back, octet for octet, and ends
// where the client ended it. RFC 5321 §4.5.2; a dot behind a bare CR was once forgotten on the way
// out (CVE-2026-33604).
#include "lmtpd/protocol/data_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace lmtp {
namespace {

constexpr std::string_view kLetters = "\r\n.x";

// As a strict client sends it: a line begins behind CRLF only, content that does not end in CRLF
// gets one, then comes the end.
std::string stuffed(std::string_view content) {
  std::string octets;
  bool line_start = true;
  for (std::size_t i = 0; i < content.size(); ++i) {
    if (line_start && content[i] == '.') octets.push_back('.');
    octets.push_back(content[i]);
    line_start = content[i] == '\n' && i > 0 && content[i - 1] == '\r';
  }
  if (!line_start) octets += "\r\n";
  return octets + ".\r\n";
}

std::string with_line_end(std::string content) {
  return content.empty() || content.ends_with("\r\n") ? content : content + "\r\n";
}

// The content, and "not ended" or what was left where the reader stopped otherwise than at the end.
std::string unstuffed(std::string_view input, std::size_t octets_at_once) {
  DataReader reader;
  std::string content;
  std::string_view buffered;
  std::size_t received = 0;
  while (!reader.ended()) {
    if (buffered.empty()) {
      if (received == input.size()) return content + " -- not ended";
      buffered = input.substr(received, octets_at_once);
      received += buffered.size();
    }
    const DataReader::Piece piece = reader.read(buffered);
    content += piece.octets;
    buffered.remove_prefix(piece.taken);
  }
  const std::size_t left = buffered.size() + input.size() - received;
  return left == 0 ? content : content + " -- ended early";
}

// All strings of so many letters.
std::vector<std::string> strings_of(std::size_t letters) {
  std::vector<std::string> strings = {""};
  for (std::size_t i = 0; i < letters; ++i) {
    std::vector<std::string> longer;
    for (const std::string& string : strings) {
      for (const char letter : kLetters) longer.push_back(string + letter);
    }
    strings = std::move(longer);
  }
  return strings;
}

void expect_back(const std::string& content) {
  const std::string input = stuffed(content);
  ASSERT_EQ(unstuffed(input, input.size()), with_line_end(content));
  ASSERT_EQ(unstuffed(input, 1), with_line_end(content));
  ASSERT_EQ(unstuffed(input, 2), with_line_end(content));
}

TEST(DotStuffingTest, EveryShortContentComesBack) {
  for (std::size_t letters = 0; letters <= 6; ++letters) {
    for (const std::string& content : strings_of(letters)) expect_back(content);
  }
}

TEST(DotStuffingTest, EveryThreeOctetsComeBackInEveryPlace) {
  for (const std::string& three : strings_of(3)) {
    for (const char* front : {"a line\r\n", "a line", "a line\r", "a line\n", "\r\n.\r\n"}) {
      for (const char* end : {"a line\r\n", "\r\n", ".", ".\r\n", "\n", ""}) {
        expect_back(front + three + end);
      }
    }
  }
}

}  // namespace
}  // namespace lmtp
