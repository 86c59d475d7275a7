#include "lmtpd/protocol/base64.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace lmtp {

namespace {

constexpr std::size_t kQuantumCharacters = 4;
constexpr std::size_t kQuantumOctets = 3;
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

// One quantum of two to four characters, its padding left out, as the octets that it stands for,
// which are written to the front of `decoded`. False: it is none.
bool decode_quantum(std::string_view characters, std::span<char> decoded) {
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
  for (char& octet : decoded) {
    left -= kOctetBits;
    octet = static_cast<char>(bits >> left & 0xffU);
  }
  return (bits & ((1U << left) - 1)) == 0;
}

}  // namespace

std::optional<Secret> decode_base64(std::string_view text) {
  if (text.size() % kQuantumCharacters != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  Secret decoded(text.size() * kQuantumOctets / kQuantumCharacters);
  std::span<char> room = decoded.octets();
  while (!text.empty()) {
    const std::string_view quantum = text.substr(0, kQuantumCharacters);
    const std::span<char> octets = room.first(std::min(room.size(), kQuantumOctets));
    if (!decode_quantum(quantum, octets)) return std::nullopt;
    text.remove_prefix(quantum.size());
    room = room.subspan(octets.size());
  }
  return decoded;
}

}  // namespace lmtp
