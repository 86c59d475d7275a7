#include "lmtpd/protocol/proxy_header.h"

#include <algorithm>
#include <array>
#include <optional>

namespace lmtp {

namespace {

using namespace std::string_view_literals;
using Reading = ProxyHeader::Reading;
using mailbox::IpAddress;

constexpr std::string_view kTextSignature = "PROXY ";
constexpr std::string_view kBinarySignature = "\r\n\r\n\0\r\nQUIT\n"sv;
constexpr std::size_t kTextOctetsMax = 107;  // §2.1, CRLF included
constexpr std::size_t kPortDigitsMax = 5;

std::uint8_t octet(std::string_view text, std::size_t index) {
  return static_cast<std::uint8_t>(text[index]);
}

std::uint16_t two_octets(std::string_view text, std::size_t index) {
  constexpr unsigned kOctetBits = 8;
  return static_cast<std::uint16_t>(octet(text, index) << kOctetBits | octet(text, index + 1));
}

// -- version 1: a line --

// Decimal, up to 65535, without leading zeros.
std::optional<std::uint16_t> parse_port(std::string_view text) {
  constexpr unsigned kPortMax = 65535;
  if (text.empty() || text.size() > kPortDigitsMax) return std::nullopt;
  if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  unsigned port = 0;
  for (const char digit : text) port = port * 10 + static_cast<unsigned>(digit - '0');
  if (port > kPortMax) return std::nullopt;
  return static_cast<std::uint16_t>(port);
}

// The fields of a line; none: there are not as many, or more.
template <std::size_t count>
std::optional<std::array<std::string_view, count>> split(std::string_view line) {
  std::array<std::string_view, count> fields;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t space = line.find(' ');
    const bool last = i + 1 == count;
    if (last != (space == std::string_view::npos)) return std::nullopt;
    fields[i] = line.substr(0, space);
    if (!last) line.remove_prefix(space + 1);
  }
  return fields;
}

// `line` is what stands between "PROXY " and CRLF; `octets` is the header's length.
Reading parse_text(std::string_view line, std::size_t octets) {
  if (line == "UNKNOWN" || line.starts_with("UNKNOWN ")) return ProxyHeader::NoClient{octets};
  constexpr std::size_t kFields = 5;  // family, two addresses, two ports
  const auto fields = split<kFields>(line);
  if (!fields) return ProxyHeader::Malformed{"not five words after PROXY"};
  const auto& [family, source, destination, source_port, destination_port] = *fields;

  const bool ipv4 = family == "TCP4";
  if (!ipv4 && family != "TCP6") return ProxyHeader::Malformed{"neither TCP4, TCP6 nor UNKNOWN"};
  const auto from = mailbox::parse_ip_address(source);
  const auto to = mailbox::parse_ip_address(destination);
  if (!from || !to || from->ipv4() != ipv4 || to->ipv4() != ipv4) {
    return ProxyHeader::Malformed{"bad address"};
  }
  const auto port = parse_port(source_port);
  if (!port || !parse_port(destination_port)) return ProxyHeader::Malformed{"bad port"};
  return ProxyHeader::Client{octets, *from, *port};
}

Reading read_text(std::string_view input) {
  const std::string_view line = input.substr(0, kTextOctetsMax);
  const std::size_t end = line.find_first_of("\r\n\0"sv);
  if (end == std::string_view::npos) {
    if (line.size() == kTextOctetsMax) return ProxyHeader::Malformed{"line too long"};
    return ProxyHeader::NeedMore{};
  }
  const std::string_view line_end = line.substr(end, 2);
  if (line_end == "\r" && line.size() < kTextOctetsMax) return ProxyHeader::NeedMore{};
  if (line_end != "\r\n") return ProxyHeader::Malformed{"bad line end"};
  return parse_text(line.substr(kTextSignature.size(), end - kTextSignature.size()), end + 2);
}

// -- version 2: binary --

constexpr std::size_t kFixedOctets = 16;  // signature, version and command, family, length
constexpr std::uint8_t kVersion = 2;
enum Command : std::uint8_t { kLocal = 0, kProxy = 1 };
enum Family : std::uint8_t { kUnspecified = 0, kInternet = 1, kInternet6 = 2, kUnix = 3 };
enum Transport : std::uint8_t { kNoTransport = 0, kStream = 1, kDatagram = 2 };

std::uint8_t high_bits(std::uint8_t octet) {
  return octet >> 4U;
}
std::uint8_t low_bits(std::uint8_t octet) {
  constexpr std::uint8_t kMask = 0x0f;
  return octet & kMask;
}

// `block` begins with source address, destination address, source port, destination port.
Reading parse_addresses(std::string_view block, std::size_t address_octets, std::size_t octets) {
  constexpr std::size_t kPortsOctets = 4;
  if (block.size() < 2 * address_octets + kPortsOctets) {
    return ProxyHeader::Malformed{"too short for its addresses"};
  }
  IpAddress address;
  address.size = address_octets;
  for (std::size_t i = 0; i < address_octets; ++i) address.octets[i] = octet(block, i);
  return ProxyHeader::Client{octets, address, two_octets(block, 2 * address_octets)};
}

Reading parse_binary(std::string_view header) {
  const std::uint8_t command = low_bits(octet(header, 12));
  const std::uint8_t family = high_bits(octet(header, 13));
  const std::uint8_t transport = low_bits(octet(header, 13));
  if (command == kLocal) return ProxyHeader::NoClient{header.size()};
  if (family > kUnix || transport > kDatagram) return ProxyHeader::Malformed{"unknown family"};
  // §2.2: what a receiver does not support counts as unspecified.
  if (transport != kStream) return ProxyHeader::NoClient{header.size()};
  const std::string_view block = header.substr(kFixedOctets);
  if (family == kInternet) return parse_addresses(block, IpAddress::kIpv4Octets, header.size());
  if (family == kInternet6) return parse_addresses(block, IpAddress::kIpv6Octets, header.size());
  return ProxyHeader::NoClient{header.size()};
}

// Each octet is looked at as soon as it is there: a peer that is no proxy is to be told at once.
Reading read_binary(std::string_view input) {
  if (input.size() > 12) {
    if (high_bits(octet(input, 12)) != kVersion) return ProxyHeader::Malformed{"unknown version"};
    if (low_bits(octet(input, 12)) > kProxy) return ProxyHeader::Malformed{"unknown command"};
  }
  if (input.size() < kFixedOctets) return ProxyHeader::NeedMore{};
  const std::size_t octets = kFixedOctets + two_octets(input, 14);
  if (octets > kProxyHeaderOctetsMax) return ProxyHeader::Malformed{"header too long"};
  if (input.size() < octets) return ProxyHeader::NeedMore{};
  return parse_binary(input.substr(0, octets));
}

bool begins_like(std::string_view input, std::string_view signature) {
  const std::size_t octets = std::min(input.size(), signature.size());
  return input.substr(0, octets) == signature.substr(0, octets);
}

}  // namespace

ProxyHeader::Reading read_proxy_header(std::string_view input) {
  if (begins_like(input, kTextSignature)) {
    return input.size() < kTextSignature.size() ? Reading(ProxyHeader::NeedMore{})
                                                : read_text(input);
  }
  if (begins_like(input, kBinarySignature)) {
    return input.size() < kBinarySignature.size() ? Reading(ProxyHeader::NeedMore{})
                                                  : read_binary(input);
  }
  return ProxyHeader::Malformed{"no PROXY header"};
}

}  // namespace lmtp
