// peer_pattern.h: a text that says which peers are meant, in `allow=` of a listener and in the
// settings that name trusted peers.
//
//   192.0.2.0/24  192.0.2.1  2001:db8::/32   a network, an address
//   unix                                     whoever connects to a UNIX socket
//   uid:postfix  uid:104                     a UNIX socket's client that runs as this user
//   certificate                              whoever shows a TLS client certificate that we verify
//   auth                                     whoever logs in
//
// Shape       a value; a user's name is looked up once, when the text is parsed
// Errors      4.3.5 with the rest of a sentence: "names no peer in `x`; …"
#pragma once

#include "lmtpd/server/network.h"
#include "lmtpd/server/peer.h"
#include "mailbox/result.h"

#include <sys/types.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lmtp {

class PeerPattern {
 public:
  struct AnyUnix {
    friend bool operator==(AnyUnix, AnyUnix) = default;
  };
  struct UnixUser {
    uid_t uid = 0;
    friend bool operator==(UnixUser, UnixUser) = default;
  };
  struct Certificate {
    friend bool operator==(Certificate, Certificate) = default;
  };
  struct LogIn {
    friend bool operator==(LogIn, LogIn) = default;
  };

  [[nodiscard]] static mailbox::Result<PeerPattern> parse(std::string_view text);

  // By what is known of a peer when it connects: never true for `certificate` and `auth`.
  [[nodiscard]] bool matches(const Peer& peer) const;
  [[nodiscard]] bool local() const;  // `unix`, `uid:`: whom only a UNIX socket can tell
  [[nodiscard]] bool by_certificate() const { return std::holds_alternative<Certificate>(who_); }
  [[nodiscard]] bool by_log_in() const { return std::holds_alternative<LogIn>(who_); }
  [[nodiscard]] const std::string& text() const { return text_; }  // as it was given

  friend bool operator==(const PeerPattern& one, const PeerPattern& other) {
    return one.who_ == other.who_;
  }

 private:
  using Who = std::variant<Network, AnyUnix, UnixUser, Certificate, LogIn>;

  PeerPattern(Who who, std::string_view text) : who_(who), text_(text) {}

  Who who_;
  std::string text_;
};

using PeerPatterns = std::vector<PeerPattern>;

// Whether one of them matches.
[[nodiscard]] bool match(const PeerPatterns& patterns, const Peer& peer);

// The pattern that would match `peer`: what an administrator may want to write.
[[nodiscard]] std::string pattern_for(const Peer& peer);

}  // namespace lmtp
