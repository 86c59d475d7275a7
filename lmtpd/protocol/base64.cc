#include "lmtpd/protocol/base64.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace lmtp {

namespace {

constexpr std::size_t kQuantumCharacters = 4;  // which stand for three octets
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNone = 0xff;

constexpr std::array<std::uint8_t, 256> values_of_characters() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNone);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}
constexpr auto kValues = values_of_characters();

// One quantum of two to four characters, its padding left out. False: it is none.
bool decode_quantum(std::string_view characters, std::string& decoded) {
  constexpr unsigned kCharacterBits = 6;
  constexpr unsigned kOctetBits = 8;
  if (characters.size() < 2) return false;
  std::uint32_t bits = 0;
  for (const char character : characters) {
    const std::uint8_t value = kValues[static_cast<std::uint8_t>(character)];
    if (value == kNone) return false;
    bits = bits << kCharacterBits | value;
  }
  auto left = static_cast<unsigned>(characters.size()) * kCharacterBits;
  while (left >= kOctetBits) {
    left -= kOctetBits;
    decoded += static_cast<char>(bits >> left & 0xffU);
  }
  return (bits & ((1U << left) - 1)) == 0;
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % kQuantumCharacters != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  std::string decoded;
  decoded.reserve(text.size());  // what a growing string leaves behind would not be wiped
  for (; !text.empty(); text.remove_prefix(std::min(text.size(), kQuantumCharacters))) {
    if (!decode_quantum(text.substr(0, kQuantumCharacters), decoded)) return std::nullopt;
  }
  return decoded;
}

}  // namespace lmtp
