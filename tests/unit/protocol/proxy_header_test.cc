#include "lmtpd/protocol/proxy_header.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace lmtp {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

// The reading as a word: "more", "bad: why", "none 15", "192.0.2.7 56324 56".
std::string word_of(const ProxyHeader::Reading& reading) {
  if (const auto* bad = std::get_if<ProxyHeader::Malformed>(&reading)) {
    return fmt::format("bad: {}", bad->why);
  }
  if (const auto* none = std::get_if<ProxyHeader::NoClient>(&reading)) {
    return fmt::format("none {}", none->octets);
  }
  if (const auto* client = std::get_if<ProxyHeader::Client>(&reading)) {
    return fmt::format("{} {} {}", to_string(client->address), client->port, client->octets);
  }
  return "more";
}

constexpr std::string_view kSignature = "\r\n\r\n\0\r\nQUIT\n"sv;
constexpr std::string_view kIpv4Block = "\xc0\x00\x02\x07\xc6\x33\x64\x01\xdc\x04\x00\x18"sv;

// A version 2 header of these two octets and this block.
std::string binary(char command, char family, std::string_view block) {
  std::string header(kSignature);
  header += command;
  header += family;
  header += static_cast<char>(block.size() >> 8U);
  header += static_cast<char>(block.size() & 0xffU);
  return header.append(block);
}

struct Row {
  std::string input;
  std::string reading;
};

const Row kRows[] = {
    // -- version 1 --
    {"PROXY TCP4 192.0.2.7 198.51.100.1 56324 24\r\n", "192.0.2.7 56324 44"},
    {"PROXY TCP4 192.0.2.7 198.51.100.1 0 65535\r\nLHLO x\r\n", "192.0.2.7 0 43"},
    {"PROXY TCP6 2001:db8::7 2001:db8::1 56324 24\r\n", "2001:db8::7 56324 45"},
    {"PROXY UNKNOWN\r\n", "none 15"},
    {"PROXY UNKNOWN ffff::1 whatever 1 2 3\r\nLHLO", "none 38"},
    {"PROXY TCP4 2001:db8::7 2001:db8::1 56324 24\r\n", "bad: bad address"},
    {"PROXY TCP6 192.0.2.7 198.51.100.1 56324 24\r\n", "bad: bad address"},
    {"PROXY TCP4 192.0.2.07 198.51.100.1 56324 24\r\n", "bad: bad address"},
    {"PROXY TCP4 192.0.2.7 mx.example.net 56324 24\r\n", "bad: bad address"},
    {"PROXY TCP4 192.0.2.7 198.51.100.1 056324 24\r\n", "bad: bad port"},
    {"PROXY TCP4 192.0.2.7 198.51.100.1 65536 24\r\n", "bad: bad port"},
    {"PROXY TCP4 192.0.2.7 198.51.100.1 -1 24\r\n", "bad: bad port"},
    {"PROXY TCP4 192.0.2.7 198.51.100.1 1 \r\n", "bad: bad port"},
    {"PROXY TCP4 192.0.2.7 198.51.100.1 56324\r\n", "bad: not five words after PROXY"},
    {"PROXY TCP4 192.0.2.7 198.51.100.1 1 2 3\r\n", "bad: not five words after PROXY"},
    {"PROXY TCP4  192.0.2.7 198.51.100.1 1 2\r\n", "bad: not five words after PROXY"},
    {"PROXY UDP4 192.0.2.7 198.51.100.1 1 2\r\n", "bad: neither TCP4, TCP6 nor UNKNOWN"},
    {"PROXY UNKNOWNS 1 2 3 4\r\n", "bad: neither TCP4, TCP6 nor UNKNOWN"},
    {"PROXY TCP4 192.0.2.7 198.51.100.1 1 2\n", "bad: bad line end"},
    {"PROXY UNKNOWN \rX\r\n", "bad: bad line end"},
    {"PROXY UNKNOWN \nX\r\n", "bad: bad line end"},
    {"PROXY UNKNOWN \0X\r\n"s, "bad: bad line end"},
    {"PROXY UNKNOWN " + std::string(91, 'x') + "\r\n", "none 107"},
    {"PROXY UNKNOWN " + std::string(92, 'x') + "\r\n", "bad: bad line end"},
    {"PROXY UNKNOWN " + std::string(93, 'x'), "bad: line too long"},
    {"PROXY UNKNOWN " + std::string(92, 'x'), "more"},
    {"PROXY TCP4 192.0.2.7 198.51.100.1 1 2\r", "more"},
    {"PROXY TCP4 192.0.2.7", "more"},
    {"PROXY", "more"},
    {"", "more"},
    // -- version 2 --
    {binary('\x21', '\x11', kIpv4Block), "192.0.2.7 56324 28"},
    {binary('\x21', '\x11', kIpv4Block) + "LHLO x\r\n", "192.0.2.7 56324 28"},
    {binary('\x21', '\x11', std::string(kIpv4Block) + "\x04\x00\x01z"s), "192.0.2.7 56324 32"},
    {binary('\x21', '\x21',
            "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x07"s + std::string(16, '\0') +
                "\x01\x00\x00\x18"s),
     "2001:db8::7 256 52"},
    {binary('\x20', '\x00', ""), "none 16"},
    {binary('\x20', '\x77', "abc"), "none 19"},
    {binary('\x21', '\x00', ""), "none 16"},
    {binary('\x21', '\x00', "TLVs"), "none 20"},
    {binary('\x21', '\x12', kIpv4Block), "none 28"},
    {binary('\x21', '\x31', std::string(216, 'u')), "none 232"},
    {binary('\x21', '\x41', kIpv4Block), "bad: unknown family"},
    {binary('\x21', '\x13', kIpv4Block), "bad: unknown family"},
    {binary('\x21', '\x11', kIpv4Block.substr(1)), "bad: too short for its addresses"},
    {binary('\x21', '\x21', kIpv4Block), "bad: too short for its addresses"},
    {std::string(kSignature) + "\x11", "bad: unknown version"},
    {std::string(kSignature) + "\x31", "bad: unknown version"},
    {std::string(kSignature) + "\x22", "bad: unknown command"},
    {std::string(kSignature) + "\x21\x11\x0f\xf1"s, "bad: header too long"},
    {std::string(kSignature) + "\x21\x11\x0f\xf0"s, "more"},
    {std::string(kSignature) + "\x21\x11\xff\xff"s, "bad: header too long"},
    {std::string(kSignature), "more"},
    {"\r", "more"},
    // -- other protocols --
    {"LHLO client.example\r\n", "bad: no PROXY header"},
    {"proxy TCP4 192.0.2.7 198.51.100.1 1 2\r\n", "bad: no PROXY header"},
    {"PROXYTCP4", "bad: no PROXY header"},
    {"\r\n", "more"},
    {"\r\nQUIT", "bad: no PROXY header"},
    {"\x16\x03\x01", "bad: no PROXY header"},
};

TEST(ProxyHeaderTest, ReadsBothVersionsStrictly) {
  for (const Row& row : kRows) {
    EXPECT_EQ(word_of(read_proxy_header(row.input)), row.reading) << row.input;
  }
}

// Octet by octet the last word is the same, and no word that was said is taken back.
TEST(ProxyHeaderTest, ReadsOctetByOctetAsInOnePiece) {
  for (const Row& row : kRows) {
    std::string said = "more";
    for (std::size_t octets = 0; octets <= row.input.size(); ++octets) {
      const std::string word = word_of(read_proxy_header(row.input.substr(0, octets)));
      if (said != "more") {
        EXPECT_EQ(word, said) << row.input << " at " << octets;
      }
      said = word;
    }
    EXPECT_EQ(said, row.reading) << row.input;
  }
}

TEST(ProxyHeaderTest, AsksForNoMoreThanItsLimit) {
  std::string longest(kSignature);
  longest += "\x21\x11\x0f\xf0"s;
  longest.append(kIpv4Block).resize(kProxyHeaderOctetsMax, '\0');
  EXPECT_EQ(word_of(read_proxy_header(longest)), "192.0.2.7 56324 4096");
  longest.pop_back();
  EXPECT_EQ(word_of(read_proxy_header(longest)), "more");
}

}  // namespace
}  // namespace lmtp
