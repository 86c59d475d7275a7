#include "mailbox/delivery_id.h"

#include <sys/random.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace mailbox {

namespace {

constexpr std::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kTimeCharacters = 10;   // 48 bits, the first character holds 3 of them
constexpr std::size_t kRandomOctets = 10;     // 80 bits
constexpr std::size_t kBitsPerCharacter = 5;  // 16 characters for the random part

std::array<std::uint8_t, kRandomOctets> random_octets() {
  std::array<std::uint8_t, kRandomOctets> octets{};
  // Cannot fail for so few octets, and an id that is not random would not be one.
  if (getentropy(octets.data(), octets.size()) != 0) std::abort();
  return octets;
}

void append_time(std::string& text, std::uint64_t milliseconds) {
  for (std::size_t character = kTimeCharacters; character-- > 0;) {
    text += kCrockford[(milliseconds >> (character * kBitsPerCharacter)) & 0x1FU];
  }
}

void append_random(std::string& text) {
  std::uint32_t bits = 0;
  std::size_t bit_count = 0;
  for (const std::uint8_t octet : random_octets()) {
    bits = (bits << 8U) | octet;
    for (bit_count += 8; bit_count >= kBitsPerCharacter;) {
      bit_count -= kBitsPerCharacter;
      text += kCrockford[(bits >> bit_count) & 0x1FU];
    }
  }
}

}  // namespace

DeliveryId make_delivery_id(const Clock& clock) {
  const auto since_epoch =
      std::chrono::duration_cast<std::chrono::milliseconds>(clock.now().time_since_epoch());
  DeliveryId id;
  append_time(id.text, static_cast<std::uint64_t>(since_epoch.count()));
  append_random(id.text);
  return id;
}

}  // namespace mailbox
