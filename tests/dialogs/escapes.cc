#include "dialogs/escapes.h"

#include <charconv>

namespace dialogs {

namespace {

// The octet that the escape at the front of `text` (behind its backslash) means; advances `text`.
tl::expected<char, std::string> take_escape(std::string_view& text) {
  constexpr std::string_view kNames = "rnt0\\";
  constexpr std::string_view kOctets{"\r\n\t\0\\", 5};
  if (text.starts_with('x') && text.size() >= 3) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + 3, value, 16);
    if (error == std::errc() && end == text.data() + 3) {
      text.remove_prefix(3);
      return static_cast<char>(value);
    }
  }
  const std::size_t name = text.empty() ? std::string_view::npos : kNames.find(text.front());
  if (name == std::string_view::npos) {
    return tl::unexpected("unknown escape: \\" + std::string(text.substr(0, 3)));
  }
  text.remove_prefix(1);
  return kOctets[name];
}

}  // namespace

tl::expected<std::string, std::string> unescape(std::string_view text) {
  std::string octets;
  while (!text.empty()) {
    const char first = text.front();
    text.remove_prefix(1);
    if (first != '\\') {
      octets.push_back(first);
      continue;
    }
    const auto octet = take_escape(text);
    if (!octet) return tl::unexpected(octet.error());
    octets.push_back(*octet);
  }
  return octets;
}

std::string repeated(std::string_view octets, std::size_t times) {
  std::string all;
  all.reserve(octets.size() * times);
  for (std::size_t i = 0; i < times; ++i) all.append(octets);
  return all;
}

std::string to_base64(std::string_view octets) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < octets.size(); at += 3) {
    const std::string_view group = octets.substr(at, 3);
    unsigned bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const unsigned char octet = i < group.size() ? static_cast<unsigned char>(group[i]) : 0;
      bits = bits << 8U | octet;
    }
    for (std::size_t i = 0; i < 4; ++i) {
      text.push_back(i <= group.size() ? kDigits[bits >> (18 - 6 * i) & 0x3fU] : '=');
    }
  }
  return text;
}

}  // namespace dialogs
