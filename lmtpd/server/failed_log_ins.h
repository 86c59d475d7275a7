// failed_log_ins.h: how many log-ins have failed of late, by who tried, and how long each of them
// has to wait for the next one.
//
//   the n-th failure in a row makes the next log-in wait delay * 2^(n-1), up to delay_max
//
// A minute forgives one failure. A success forgives none, or somebody with a password of his own
// could try those of others between his log-ins. Who tried is an IPv4 address, an IPv6 network of
// 64 bits (one host has as many addresses as it likes), or the user of a UNIX socket's client.
//
// Shape       bounded: of more than kTriersMax those are forgotten who failed longest ago
// Threads     one at a time
// Source      RFC 4954 §9 and §14
#pragma once

#include "lmtpd/server/peer.h"

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

namespace lmtp {

class FailedLogIns {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  using Delay = std::chrono::milliseconds;
  static constexpr std::size_t kTriersMax = 10'000;
  static constexpr std::chrono::minutes kForgiveness{1};

  FailedLogIns(Delay delay, Delay delay_max) : delay_(delay), delay_max_(delay_max) {}

  void note(const std::string& trier, Moment now);
  [[nodiscard]] Delay delay_of(const std::string& trier, Moment now) const;
  [[nodiscard]] std::size_t triers() const { return failures_.size(); }

 private:
  struct Failures {
    std::size_t count = 0;
    Moment last;
  };
  [[nodiscard]] static std::size_t left_of(const Failures& failures, Moment now);
  [[nodiscard]] Delay delay_after(std::size_t failures) const;
  void make_room(Moment now);

  const Delay delay_;
  const Delay delay_max_;
  std::map<std::string, Failures> failures_;
};

// "192.0.2.1", "2001:db8::/64", "uid=104".
[[nodiscard]] std::string trier_of(const Peer& peer);

}  // namespace lmtp
