#include "types/utf8.h"

namespace mailbox {

namespace {

// What the first octet of a sequence says: how long it is, and the smallest code point that needs
// that length (a smaller one would be an overlong form).
struct Lead {
  std::size_t octets;
  char32_t bits;
  char32_t smallest;
};

std::optional<Lead> lead_of(unsigned char octet) {
  if (octet < 0x80) return Lead{1, octet, 0};
  if ((octet & 0xE0U) == 0xC0U) return Lead{2, octet & 0x1FU, 0x80};
  if ((octet & 0xF0U) == 0xE0U) return Lead{3, octet & 0x0FU, 0x800};
  if ((octet & 0xF8U) == 0xF0U) return Lead{4, octet & 0x07U, 0x10000};
  return std::nullopt;
}

}  // namespace

std::optional<CodePoint> first_code_point(std::string_view octets) {
  if (octets.empty()) return std::nullopt;
  const auto lead = lead_of(static_cast<unsigned char>(octets.front()));
  if (!lead || octets.size() < lead->octets) return std::nullopt;

  char32_t value = lead->bits;
  for (const char next : octets.substr(1, lead->octets - 1)) {
    const auto octet = static_cast<unsigned char>(next);
    if ((octet & 0xC0U) != 0x80U) return std::nullopt;
    value = (value << 6U) | (octet & 0x3FU);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < lead->smallest || surrogate || value > 0x10FFFF) return std::nullopt;
  return CodePoint{value, lead->octets};
}

bool is_valid_utf8(std::string_view octets) {
  while (!octets.empty()) {
    const auto code_point = first_code_point(octets);
    if (!code_point) return false;
    octets.remove_prefix(code_point->octets);
  }
  return true;
}

}  // namespace mailbox
