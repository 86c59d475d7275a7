#include "lmtpd/server/failed_log_ins.h"

#include <fmt/format.h>

#include <algorithm>

namespace lmtp {

// Once the delay does not grow any more, neither does the count: it is soon forgiven.
void FailedLogIns::note(const std::string& trier, Moment now) {
  if (delay_ == Delay::zero()) return;
  if (failures_.size() >= kTriersMax && failures_.count(trier) == 0) make_room(now);
  Failures& failures = failures_[trier];
  const std::size_t left = left_of(failures, now);
  const bool grows = left == 0 || delay_after(left) < delay_max_;
  failures = {grows ? left + 1 : left, now};
}

FailedLogIns::Delay FailedLogIns::delay_of(const std::string& trier, Moment now) const {
  const auto found = failures_.find(trier);
  if (found == failures_.end()) return Delay::zero();
  return delay_after(left_of(found->second, now));
}

std::size_t FailedLogIns::left_of(const Failures& failures, Moment now) {
  if (now <= failures.last) return failures.count;
  const auto forgiven = static_cast<std::size_t>((now - failures.last) / kForgiveness);
  return failures.count - std::min(failures.count, forgiven);
}

FailedLogIns::Delay FailedLogIns::delay_after(std::size_t failures) const {
  if (failures == 0) return Delay::zero();
  Delay delay = delay_;
  for (std::size_t i = 1; i < failures && delay < delay_max_; ++i) delay *= 2;
  return std::min(delay, delay_max_);
}

void FailedLogIns::make_room(Moment now) {
  std::erase_if(failures_, [now](const auto& trier) { return left_of(trier.second, now) == 0; });
  if (failures_.size() < kTriersMax) return;
  failures_.erase(std::min_element(
      failures_.begin(), failures_.end(),
      [](const auto& one, const auto& other) { return one.second.last < other.second.last; }));
}

std::string trier_of(const Peer& peer) {
  if (peer.process) return fmt::format("uid={}", peer.process->uid);
  if (!peer.ip) return peer.key;
  if (peer.ip->ipv4()) return to_string(*peer.ip);
  mailbox::IpAddress network = *peer.ip;
  std::fill(network.octets.begin() + 8, network.octets.end(), std::uint8_t{0});
  return to_string(network) + "/64";
}

}  // namespace lmtp
