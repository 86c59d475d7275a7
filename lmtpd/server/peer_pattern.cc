#include "lmtpd/server/peer_pattern.h"

#include "lmtpd/server/account.h"

#include <fmt/format.h>

#include <algorithm>

namespace lmtp {
namespace {

using mailbox::Result;

constexpr std::string_view kUid = "uid:";

tl::unexpected<mailbox::Error> wrong(std::string text) {
  return mailbox::failure(mailbox::status::kMisconfigured, std::move(text));
}

}  // namespace

Result<PeerPattern> PeerPattern::parse(std::string_view text) {
  if (text == "unix") return PeerPattern(AnyUnix{}, text);
  if (text == "certificate") return PeerPattern(Certificate{}, text);
  if (text == "auth") return PeerPattern(LogIn{}, text);
  if (text.substr(0, kUid.size()) == kUid) {
    const std::string name(text.substr(kUid.size()));
    if (name.empty()) return wrong("names no user behind uid:");
    const auto uid = find_user(name);
    if (!uid) return wrong(fmt::format("names nobody in `{}`: {}", text, uid.error().text));
    return PeerPattern(UnixUser{*uid}, text);
  }
  if (text.empty() || text.find_first_of(".:") == std::string_view::npos) {
    return wrong(
        fmt::format("names no peer in `{}`; write a network such as 192.0.2.0/24 or 2001:db8::/32, "
                    "unix, uid:USER, certificate or auth",
                    text));
  }
  const auto network = Network::parse(text);
  if (!network) return tl::unexpected(network.error());
  return PeerPattern(*network, text);
}

bool PeerPattern::matches(const Peer& peer) const {
  if (const auto* network = std::get_if<Network>(&who_)) {
    return peer.ip && network->contains(*peer.ip);
  }
  if (std::holds_alternative<AnyUnix>(who_)) return peer.process.has_value();
  const auto* user = std::get_if<UnixUser>(&who_);
  return user != nullptr && peer.process && peer.process->uid == user->uid;
}

bool PeerPattern::local() const {
  return std::holds_alternative<AnyUnix>(who_) || std::holds_alternative<UnixUser>(who_);
}

bool match(const PeerPatterns& patterns, const Peer& peer) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const PeerPattern& pattern) { return pattern.matches(peer); });
}

std::string pattern_for(const Peer& peer) {
  if (peer.ip) return to_string(*peer.ip);
  return peer.process ? fmt::format("uid:{}", peer.process->uid) : "unix";
}

}  // namespace lmtp
