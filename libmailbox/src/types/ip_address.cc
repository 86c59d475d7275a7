#include "mailbox/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>

namespace mailbox {

namespace {

constexpr std::size_t kTextOctetsMax = INET6_ADDRSTRLEN;

}  // namespace

std::optional<IpAddress> parse_ip_address(std::string_view text) {
  // Why not everything to inet_pton: it would stop at a NUL and take what stands before.
  constexpr std::string_view kOctets = "0123456789abcdefABCDEF:.";
  if (text.size() > kTextOctetsMax) return std::nullopt;
  if (text.find_first_not_of(kOctets) != std::string_view::npos) return std::nullopt;

  const bool ipv6 = text.find(':') != std::string_view::npos;
  IpAddress address;
  address.size = ipv6 ? IpAddress::kIpv6Octets : IpAddress::kIpv4Octets;
  const int parsed =
      inet_pton(ipv6 ? AF_INET6 : AF_INET, std::string(text).c_str(), address.octets.data());
  if (parsed != 1) return std::nullopt;
  return address;
}

std::string to_string(const IpAddress& address) {
  std::array<char, kTextOctetsMax> text{};
  const int family = address.ipv4() ? AF_INET : AF_INET6;
  inet_ntop(family, address.octets.data(), text.data(), text.size());
  return {text.begin(), std::find(text.begin(), text.end(), '\0')};
}

std::string to_tagged_string(const IpAddress& address) {
  return (address.ipv4() ? "" : "IPv6:") + to_string(address);
}

}  // namespace mailbox
