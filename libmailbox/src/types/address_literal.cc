#include "types/address_literal.h"

#include "types/ascii.h"

#include <algorithm>
#include <optional>

namespace mailbox {

namespace {

constexpr std::size_t kIpv6Groups = 8;

bool is_hex_digit(char octet) {
  return is_digit(octet) || (octet >= 'a' && octet <= 'f') || (octet >= 'A' && octet <= 'F');
}

// Snum = 1*3DIGIT, up to 255. Zeros may stand before it, and it is decimal all the same.
bool is_snum(std::string_view text) {
  if (text.empty() || text.size() > 3 || !std::all_of(text.begin(), text.end(), is_digit)) {
    return false;
  }
  int value = 0;
  for (const char digit : text) value = value * 10 + (digit - '0');
  return value <= 255;
}

// IPv4-address-literal = Snum 3("." Snum)
bool is_ipv4(std::string_view text) {
  for (int dots = 0; dots < 3; ++dots) {
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos || !is_snum(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  return is_snum(text);
}

// How many groups of 16 bits `text` has, parted by colons; an IPv4 address may be the last two.
// None: it is no such list.
std::optional<std::size_t> ipv6_groups(std::string_view text) {
  if (text.empty()) return 0;
  std::size_t groups = 0;
  for (;;) {
    const std::size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    if (colon == std::string_view::npos && is_ipv4(group)) return groups + 2;
    const bool good = !group.empty() && group.size() <= 4 &&
                      std::all_of(group.begin(), group.end(), is_hex_digit);
    if (!good) return std::nullopt;
    ++groups;
    if (colon == std::string_view::npos) return groups;
    text.remove_prefix(colon + 1);
  }
}

bool is_ipv6(std::string_view text) {
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) return ipv6_groups(text) == kIpv6Groups;
  const std::string_view before = text.substr(0, gap);
  const auto left = before.find('.') == std::string_view::npos ? ipv6_groups(before) : std::nullopt;
  const auto right = ipv6_groups(text.substr(gap + 2));
  return left && right && *left + *right < kIpv6Groups;
}

// General-address-literal = Standardized-tag ":" 1*dcontent
// Standardized-tag = Ldh-str
// dcontent = %d33-90 / %d94-126
bool is_general(std::string_view tag, std::string_view content) {
  const bool good_tag =
      !tag.empty() && tag.back() != '-' &&
      std::all_of(tag.begin(), tag.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; });
  const bool good_content =
      !content.empty() && std::all_of(content.begin(), content.end(), [](char c) {
        return c > ' ' && c <= '~' && (c < '[' || c > ']');
      });
  return good_tag && good_content;
}

}  // namespace

bool is_address_literal(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return is_ipv4(text);
  const std::string_view tag = text.substr(0, colon);
  const std::string_view content = text.substr(colon + 1);
  return equal_without_case(tag, "IPv6") ? is_ipv6(content) : is_general(tag, content);
}

}  // namespace mailbox
