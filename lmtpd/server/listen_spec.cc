#include "lmtpd/server/listen_spec.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/un.h>

#include <charconv>

namespace lmtp {
namespace {

using mailbox::Result;

constexpr std::string_view kLmtp = "lmtp:";
constexpr std::string_view kUnix = "unix:";
constexpr std::size_t kPathOctetsMax = sizeof(sockaddr_un::sun_path) - 1;

tl::unexpected<mailbox::Error> wrong(std::string text) {
  return mailbox::failure(mailbox::status::kMisconfigured, std::move(text));
}

// Takes one `,name=value` into `place`.
Result<void> take_option(std::string_view option, UnixPlace& place) {
  const auto equals = option.find('=');
  const std::string_view name = option.substr(0, equals);
  const std::string_view value =
      equals == std::string_view::npos ? std::string_view() : option.substr(equals + 1);
  if (name != "mode" && name != "owner" && name != "group") {
    return wrong(fmt::format("has an unknown option `{}`; there are mode, owner and group", name));
  }
  if (value.empty()) return wrong(fmt::format("has no value for its option `{}`", name));
  if (name == "owner") {
    place.owner = value;
  } else if (name == "group") {
    place.group = value;
  } else {
    place.mode = parse_mode(value);
    if (!place.mode) return wrong("has a mode that is not octal from 0000 to 0777, such as 0660");
  }
  return {};
}

Result<ListenSpec> parse_unix(std::string_view text) {
  UnixPlace place;
  auto comma = text.find(',');
  place.path = text.substr(0, comma);
  if (place.path.empty() || place.path.front() != '/' || place.path.back() == '/') {
    return wrong("needs the absolute path of a socket behind lmtp:unix:");
  }
  if (place.path.size() > kPathOctetsMax) {
    return wrong(fmt::format("has a path of {} octets; a UNIX socket's path has at most {}",
                             place.path.size(), kPathOctetsMax));
  }
  while (comma != std::string_view::npos) {
    text.remove_prefix(comma + 1);
    comma = text.find(',');
    if (auto taken = take_option(text.substr(0, comma), place); !taken) {
      return mailbox::failure_of(taken);
    }
  }
  return ListenSpec{place};
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc() || rest != end || text.empty()) return std::nullopt;
  return port;
}

Result<ListenSpec> parse_tcp(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || (text.front() == '[' && text.find(']') > colon)) {
    return wrong("needs a port: lmtp:127.0.0.1:24, lmtp:[::1]:24 or lmtp:unix:/path");
  }
  TcpPlace place;
  place.address = text.substr(0, colon);
  if (!place.address.empty() && place.address.front() == '[' && place.address.back() == ']') {
    place.ipv6 = true;
    place.address = place.address.substr(1, place.address.size() - 2);
  }
  unsigned char octets[sizeof(in6_addr)];
  if (inet_pton(place.ipv6 ? AF_INET6 : AF_INET, place.address.c_str(), octets) != 1) {
    return wrong(
        fmt::format("has no IP address in `{}`; IPv6 stands in brackets, names do not count",
                    text.substr(0, colon)));
  }
  const auto port = parse_port(text.substr(colon + 1));
  if (!port) return wrong(fmt::format("has no port in `{}`", text.substr(colon + 1)));
  place.port = *port;
  if (place.port == 25) return wrong("names port 25, which is SMTP's; LMTP must not be there");
  return ListenSpec{place};
}

}  // namespace

std::optional<std::uint32_t> parse_mode(std::string_view text) {
  std::uint32_t mode = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, mode, 8);
  if (error != std::errc() || rest != end || text.empty() || mode > 0777) return std::nullopt;
  return mode;
}

Result<ListenSpec> parse_listen_spec(std::string_view text) {
  if (text.substr(0, kLmtp.size()) != kLmtp) {
    return wrong("names no protocol; write lmtp:unix:PATH or lmtp:ADDRESS:PORT");
  }
  const std::string_view place = text.substr(kLmtp.size());
  if (place.substr(0, kUnix.size()) == kUnix) return parse_unix(place.substr(kUnix.size()));
  if (place.empty()) return wrong("names no place; write lmtp:unix:PATH or lmtp:ADDRESS:PORT");
  return parse_tcp(place);
}

bool is_local(const ListenSpec& spec) {
  const auto* tcp = std::get_if<TcpPlace>(&spec.place);
  if (tcp == nullptr) return true;
  return tcp->ipv6 ? tcp->address == "::1" : tcp->address.substr(0, 4) == "127.";
}

std::string to_string(const ListenSpec& spec) {
  if (const auto* unix_place = std::get_if<UnixPlace>(&spec.place)) {
    return fmt::format("lmtp:unix:{}", unix_place->path);
  }
  const auto& tcp = std::get<TcpPlace>(spec.place);
  return fmt::format(fmt::runtime(tcp.ipv6 ? "lmtp:[{}]:{}" : "lmtp:{}:{}"), tcp.address, tcp.port);
}

}  // namespace lmtp
