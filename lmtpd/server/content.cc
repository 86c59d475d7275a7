#include "lmtpd/server/content.h"

#include <utility>

namespace lmtp {
namespace {

using mailbox::Result;

// What is worth a worker's while: one large write instead of a thousand lines.
constexpr std::size_t kPieceOctets = 256 * 1024;

}  // namespace

Content::Content(Parts& parts, mailbox::LineEnd line_end)
    : parts_(parts),
      writer_(parts.seams.filesystem, parts.memory,
              mailbox::SpoolSettings{parts.settings.spool,
                                     parts.settings.session.limits.message_memory_octets},
              line_end) {}

asio::awaitable<Result<void>> Content::write(std::string_view octets) {
  if (failure_) co_return tl::unexpected(*failure_);
  if (!spooled_ && stays_in_memory(octets.size())) {
    auto written = writer_.write(octets);
    if (!written) failure_ = written.error();
    co_return written;
  }
  spooled_ = true;
  piece_ += octets;
  if (piece_.size() < kPieceOctets) co_return Result<void>();
  auto written = co_await write_by_worker();
  co_return written;
}

asio::awaitable<Result<mailbox::Message>> Content::finish() {
  if (!failure_ && !piece_.empty()) {
    const auto written = co_await write_by_worker();
    static_cast<void>(written);  // a failure stays in failure_
  }
  if (failure_) co_return tl::unexpected(*failure_);
  if (!spooled_) co_return writer_.finish();
  auto message = co_await parts_.pool.run<Result<mailbox::Message>>(
      [this](Worker&) { return writer_.finish(); });
  co_return message;
}

// The writer leaves memory by the same two limits; were it to do so where we did not expect it, the
// loop would write that piece itself, no more.
bool Content::stays_in_memory(std::size_t octets) const {
  const mailbox::Limits& limits = parts_.settings.session.limits;
  return writer_.octets_received() + octets <= limits.message_memory_octets &&
         parts_.memory.octets_used() + octets <= limits.message_memory_octets_total;
}

asio::awaitable<Result<void>> Content::write_by_worker() {
  auto written =
      co_await parts_.pool.run<Result<void>>([this](Worker&) { return writer_.write(piece_); });
  piece_.clear();
  if (!written) failure_ = written.error();
  co_return written;
}

}  // namespace lmtp
