#include "lmtpd/protocol/content_intake.h"

#include <utility>

namespace lmtp {

namespace {

// Smuggling (another message hidden behind a wrong ending) needs two programs that disagree on
// where a line ends. What holds such a line end is not stored.
mailbox::Outcome bare_line_feed_outcome() {
  return {mailbox::EnhancedStatus{5, 6, 0}, "Content has a line feed without carriage return", {}};
}

}  // namespace

std::string_view ContentIntake::read(std::string_view& input) {
  const DataReader::Piece piece = reader_.read(input);
  input.remove_prefix(piece.taken);
  if (ended() && reader_.bare_line_feed_seen() && !bare_line_feed_accepted_) {
    refuse(bare_line_feed_outcome());
  }
  if (refusal_) return {};
  const std::uint64_t room = octets_max_ - octets_;
  if (piece.octets.size() > room) {
    refuse(mailbox::outcome_of(mailbox::status::kMessageTooLarge));
    return piece.octets.substr(0, static_cast<std::size_t>(room));
  }
  octets_ += piece.octets.size();
  return piece.octets;
}

void ContentIntake::refuse(mailbox::Outcome outcome) {
  if (!refusal_) refusal_ = std::move(outcome);
}

}  // namespace lmtp
