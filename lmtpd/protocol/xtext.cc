#include "lmtpd/protocol/xtext.h"

#include <cstddef>

namespace lmtp {

namespace {

bool is_xchar(char octet) {
  return octet >= '!' && octet <= '~' && octet != '+' && octet != '=';
}

bool is_control(char octet) {
  return (octet >= '\0' && octet < ' ') || octet == '\x7f';
}

// "2B"; none: not two digits, or small letters.
std::optional<char> decode_digits(std::string_view digits) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::size_t kBase = 16;
  if (digits.size() != 2) return std::nullopt;
  const std::size_t high = kDigits.find(digits[0]);
  const std::size_t low = kDigits.find(digits[1]);
  if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
  return static_cast<char>(high * kBase + low);
}

}  // namespace

std::optional<std::string> decode_xtext(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    if (is_xchar(text.front())) {
      decoded += text.front();
      text.remove_prefix(1);
      continue;
    }
    if (text.front() != '+') return std::nullopt;
    const std::optional<char> octet = decode_digits(text.substr(1, 2));
    if (!octet || is_control(*octet)) return std::nullopt;
    decoded += *octet;
    text.remove_prefix(3);
  }
  return decoded;
}

}  // namespace lmtp
