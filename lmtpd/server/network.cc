#include "lmtpd/server/network.h"

#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace lmtp {
namespace {

using mailbox::IpAddress;

constexpr unsigned kOctetBits = 8;
constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned kMappedBits = kOctetBits * kMappedPrefix.size();

unsigned bits_of(const IpAddress& address) {
  return kOctetBits * static_cast<unsigned>(address.size);
}

// What stands behind the first `prefix` bits becomes 0.
IpAddress cut(IpAddress address, unsigned prefix) {
  for (unsigned bit = prefix; bit < bits_of(address); ++bit) {
    address.octets[bit / kOctetBits] &= static_cast<std::uint8_t>(~(0x80U >> bit % kOctetBits));
  }
  return address;
}

std::optional<unsigned> number_in(std::string_view text) {
  unsigned number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end || text.empty()) return std::nullopt;
  return number;
}

tl::unexpected<mailbox::Error> wrong(std::string text) {
  return mailbox::failure(mailbox::status::kMisconfigured, std::move(text));
}

}  // namespace

IpAddress unmapped(const IpAddress& address) {
  const bool mapped = !address.ipv4() && std::equal(kMappedPrefix.begin(), kMappedPrefix.end(),
                                                    address.octets.begin());
  if (!mapped) return address;
  IpAddress host;
  std::copy(address.octets.begin() + kMappedPrefix.size(), address.octets.end(),
            host.octets.begin());
  return host;
}

bool is_loopback(const IpAddress& address) {
  const IpAddress host = unmapped(address);
  if (host.ipv4()) return host.octets[0] == 127;
  return host == mailbox::parse_ip_address("::1");
}

std::optional<IpAddress> address_in(const sockaddr_storage& address) {
  IpAddress found;
  if (address.ss_family == AF_INET) {
    sockaddr_in ipv4{};
    std::memcpy(&ipv4, &address, sizeof ipv4);
    std::memcpy(found.octets.data(), &ipv4.sin_addr, sizeof ipv4.sin_addr);
    return found;
  }
  if (address.ss_family == AF_INET6) {
    sockaddr_in6 ipv6{};
    std::memcpy(&ipv6, &address, sizeof ipv6);
    found.size = IpAddress::kIpv6Octets;
    std::memcpy(found.octets.data(), &ipv6.sin6_addr, sizeof ipv6.sin6_addr);
    return found;
  }
  return std::nullopt;
}

mailbox::Result<Network> Network::parse(std::string_view text) {
  const auto slash = text.find('/');
  const std::string_view place = text.substr(0, slash);
  const auto given = mailbox::parse_ip_address(place);
  if (!given) return wrong(fmt::format("has no IP address in `{}`", place));
  const IpAddress address = unmapped(*given);
  if (slash == std::string_view::npos) return Network(address, bits_of(address));

  const unsigned least = address == *given ? 0 : kMappedBits;
  const auto prefix = number_in(text.substr(slash + 1));
  if (!prefix || *prefix < least || *prefix > bits_of(*given)) {
    return wrong(
        fmt::format("has no prefix length from {} to {} in `{}`", least, bits_of(*given), text));
  }
  const Network network(cut(address, *prefix - least), *prefix - least);
  if (network.address_ == address) return network;
  return wrong(
      fmt::format("has address bits behind its prefix in `{}`; write {}", text, network.text()));
}

bool Network::contains(const IpAddress& address) const {
  const IpAddress host = unmapped(address);
  return host.size == address_.size && cut(host, prefix_) == address_;
}

std::string Network::text() const {
  const std::string address = to_string(address_);
  return prefix_ == bits_of(address_) ? address : fmt::format("{}/{}", address, prefix_);
}

}  // namespace lmtp
