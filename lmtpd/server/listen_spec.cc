#include "lmtpd/server/listen_spec.h"

#include "lmtpd/server/network.h"

#include <fmt/format.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace lmtp {
namespace {

using mailbox::Result;

constexpr std::string_view kUnix = "unix:";
constexpr std::size_t kPathOctetsMax = sizeof(sockaddr_un::sun_path) - 1;

struct Scheme {
  std::string_view name;
  Protocol protocol;
  bool implicit_tls;
};

constexpr auto kSchemes = std::to_array<Scheme>({{"lmtp:", Protocol::kLmtp, false},
                                                 {"smtp:", Protocol::kSmtp, false},
                                                 {"lmtps:", Protocol::kLmtp, true},
                                                 {"smtps:", Protocol::kSmtp, true}});

tl::unexpected<mailbox::Error> wrong(std::string text) {
  return mailbox::failure(mailbox::status::kMisconfigured, std::move(text));
}

// What stands before the next comma; takes it and the comma off `text`.
std::string_view take_part(std::string_view& text) {
  const auto comma = text.find(',');
  const std::string_view part = text.substr(0, comma);
  text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
  return part;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc() || rest != end || text.empty()) return std::nullopt;
  return port;
}

Result<Place> parse_unix(std::string_view path) {
  if (path.empty() || path.front() != '/' || path.back() == '/') {
    return wrong("needs the absolute path of a socket behind unix:");
  }
  if (path.size() > kPathOctetsMax) {
    return wrong(fmt::format("has a path of {} octets; a UNIX socket's path has at most {}",
                             path.size(), kPathOctetsMax));
  }
  return UnixPlace{std::string(path), {}, {}, {}};
}

Result<Place> parse_tcp(std::string_view text, Protocol protocol) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || (text.front() == '[' && text.find(']') > colon)) {
    return wrong("needs a port: 127.0.0.1:24, [::1]:24; or a socket: unix:/path");
  }
  std::string_view address = text.substr(0, colon);
  const bool ipv6 = address.size() > 1 && address.front() == '[' && address.back() == ']';
  if (ipv6) address = address.substr(1, address.size() - 2);
  const bool has_colon = address.find(':') != std::string_view::npos;
  if (ipv6 != has_colon || !mailbox::parse_ip_address(address)) {
    return wrong(
        fmt::format("has no IP address in `{}`; IPv6 stands in brackets, names do not count",
                    text.substr(0, colon)));
  }
  const auto port = parse_port(text.substr(colon + 1));
  if (!port) return wrong(fmt::format("has no port in `{}`", text.substr(colon + 1)));
  if (*port == 25 && protocol == Protocol::kLmtp) {
    return wrong("names port 25, which is SMTP's; LMTP must not be there");
  }
  return TcpPlace{std::string(address), ipv6, *port};
}

Result<void> take_allow(std::string_view value, ListenSpec& spec) {
  auto pattern = PeerPattern::parse(value);
  if (!pattern) return mailbox::failure_of(pattern);
  if (pattern->local() && std::holds_alternative<TcpPlace>(spec.place)) {
    return wrong(fmt::format("allows `{}`, whom only a UNIX socket can tell", value));
  }
  spec.service.allow.add(std::move(*pattern));
  return {};
}

// Takes one `name=value` into `spec`.
Result<void> take_option(std::string_view option, ListenSpec& spec) {
  const auto equals = option.find('=');
  const std::string_view name = option.substr(0, equals);
  const std::string_view value =
      equals == std::string_view::npos ? std::string_view() : option.substr(equals + 1);
  auto* const place = std::get_if<UnixPlace>(&spec.place);
  const bool of_unix = name == "mode" || name == "owner" || name == "group";
  if (!of_unix && name != "allow") {
    return wrong(
        fmt::format("has an unknown option `{}`; there are allow and, for a UNIX socket, mode, "
                    "owner and group",
                    name));
  }
  if (of_unix && place == nullptr) {
    return wrong(fmt::format("has the option `{}`, which is for UNIX sockets", name));
  }
  if (value.empty()) return wrong(fmt::format("has no value for its option `{}`", name));
  if (name == "allow") return take_allow(value, spec);
  if (name == "owner") {
    place->owner = value;
  } else if (name == "group") {
    place->group = value;
  } else {
    place->mode = parse_mode(value);
    if (!place->mode) return wrong("has a mode that is not octal from 0000 to 0777, such as 0660");
  }
  return {};
}

const Scheme& scheme_of(const Service& service) {
  return *std::find_if(kSchemes.begin(), kSchemes.end(), [&](const Scheme& scheme) {
    return scheme.protocol == service.protocol && scheme.implicit_tls == service.implicit_tls;
  });
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
  const auto scheme = std::find_if(kSchemes.begin(), kSchemes.end(), [&](const Scheme& candidate) {
    return text.substr(0, candidate.name.size()) == candidate.name;
  });
  if (scheme == kSchemes.end()) {
    return wrong(
        "names no protocol; write lmtp:unix:PATH or lmtp:ADDRESS:PORT, or smtp:, lmtps:, smtps:");
  }
  std::string_view rest = text.substr(scheme->name.size());
  if (rest.empty()) return wrong("names no place; write unix:PATH or ADDRESS:PORT behind it");
  const bool of_unix = rest.substr(0, kUnix.size()) == kUnix;
  if (of_unix) rest.remove_prefix(kUnix.size());
  bool more = rest.find(',') != std::string_view::npos;
  const std::string_view where = take_part(rest);
  auto place = of_unix ? parse_unix(where) : parse_tcp(where, scheme->protocol);
  if (!place) return mailbox::failure_of(place);

  ListenSpec spec{std::move(*place), {scheme->protocol, scheme->implicit_tls, {}}};
  while (more) {
    more = rest.find(',') != std::string_view::npos;
    if (auto taken = take_option(take_part(rest), spec); !taken) return mailbox::failure_of(taken);
  }
  if (!is_local(spec.place) && spec.service.allow.empty()) {
    return wrong(fmt::format(
        "can be reached from other hosts and names nobody who may deliver; say who with {},allow="
        "NETWORK (or allow=certificate, allow=auth), or listen on 127.0.0.1 or a UNIX socket",
        to_string(spec)));
  }
  return spec;
}

bool is_local(const Place& place) {
  const auto* tcp = std::get_if<TcpPlace>(&place);
  if (tcp == nullptr) return true;
  const auto address = mailbox::parse_ip_address(tcp->address);
  return address && is_loopback(*address);
}

std::string to_string(const Place& place) {
  if (const auto* unix_place = std::get_if<UnixPlace>(&place)) return unix_place->path;
  const auto& tcp = std::get<TcpPlace>(place);
  return fmt::format(fmt::runtime(tcp.ipv6 ? "[{}]:{}" : "{}:{}"), tcp.address, tcp.port);
}

std::string to_string(const ListenSpec& spec) {
  std::string text(scheme_of(spec.service).name);
  const auto* unix_place = std::get_if<UnixPlace>(&spec.place);
  if (unix_place != nullptr) text += kUnix;
  text += to_string(spec.place);
  if (unix_place != nullptr) {
    if (unix_place->mode) text += fmt::format(",mode={:04o}", *unix_place->mode);
    if (unix_place->owner) text += ",owner=" + *unix_place->owner;
    if (unix_place->group) text += ",group=" + *unix_place->group;
  }
  for (const PeerPattern& pattern : spec.service.allow.patterns()) {
    text += ",allow=" + pattern.text();
  }
  return text;
}

}  // namespace lmtp
