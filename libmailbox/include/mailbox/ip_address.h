// ip_address.h: an Internet address, as a client has one.
//
// Shape       a value: the octets in network order; compared by them
// Errors      none: text that is no address parses to nothing
// Source      RFC 4291 §2.2 (text of IPv6), RFC 5952 (as it is written), RFC 5321 §4.1.3 (tag)
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailbox {

struct IpAddress {
  static constexpr std::size_t kIpv4Octets = 4;
  static constexpr std::size_t kIpv6Octets = 16;

  std::size_t size = kIpv4Octets;                  // kIpv4Octets or kIpv6Octets
  std::array<std::uint8_t, kIpv6Octets> octets{};  // what is past `size` is zero

  [[nodiscard]] constexpr bool ipv4() const { return size == kIpv4Octets; }

  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
};

// "192.0.2.1" without leading zeros, "2001:db8::1" without zone, tag and brackets.
[[nodiscard]] std::optional<IpAddress> parse_ip_address(std::string_view text);

// "192.0.2.1", "2001:db8::1".
[[nodiscard]] std::string to_string(const IpAddress& address);

// As it stands in an address literal: "192.0.2.1", "IPv6:2001:db8::1".
[[nodiscard]] std::string to_tagged_string(const IpAddress& address);

}  // namespace mailbox
