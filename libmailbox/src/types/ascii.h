// ascii.h: letters, digits, and comparing protocol words without regard to case. ASCII only: for
// names of people and domains see address_key.h.
//
// Why here    the C library's functions depend on the locale
#pragma once

#include <algorithm>
#include <string_view>

namespace mailbox {

[[nodiscard]] constexpr bool is_digit(char octet) {
  return octet >= '0' && octet <= '9';
}

[[nodiscard]] constexpr bool is_letter_or_digit(char octet) {
  return is_digit(octet) || (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z');
}

[[nodiscard]] constexpr char lower_ascii(char octet) {
  return octet >= 'A' && octet <= 'Z' ? static_cast<char>(octet - 'A' + 'a') : octet;
}

[[nodiscard]] constexpr bool equal_without_case(std::string_view one, std::string_view other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](char a, char b) { return lower_ascii(a) == lower_ascii(b); });
}

}  // namespace mailbox
