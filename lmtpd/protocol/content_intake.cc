#include "lmtpd/protocol/content_intake.h"

#include <utility>

namespace lmtp {

namespace {

// A smaller piece is not worth the caller's while: with a dot at the start of every line, each line
// is a piece.
constexpr std::size_t kWorthwhileOctets = 4096;

// Smuggling (another message hidden behind a wrong ending) needs two programs that disagree on
// where a line ends. What holds such a line end is not stored.
mailbox::Outcome bare_line_feed_outcome() {
  return {mailbox::EnhancedStatus{5, 6, 0}, "Content has a line feed without carriage return", {}};
}

// What follows its size in the command may have meant that it is the last.
mailbox::Outcome malformed_chunk_outcome() {
  return {mailbox::status::kBadParameter, "Syntax: BDAT size [LAST]", {}};
}

}  // namespace

void ContentIntake::start_chunk(const Chunk& chunk) {
  if (!std::holds_alternative<ChunkReader>(reader_)) reader_ = ChunkReader();
  std::get<ChunkReader>(reader_).start(chunk);
  if (!chunk.well_formed) refuse(malformed_chunk_outcome());
}

std::string_view ContentIntake::read(std::string_view& input) {
  const std::string_view piece = read_piece(input);
  if (piece.size() >= kWorthwhileOctets || at_rest() || input.empty()) return piece;
  gathered_.assign(piece);
  while (gathered_.size() < kWorthwhileOctets && !at_rest() && !input.empty()) {
    gathered_ += read_piece(input);
  }
  return gathered_;
}

std::string_view ContentIntake::read_piece(std::string_view& input) {
  const DataReader::Piece piece =
      std::visit([&](auto& reader) { return reader.read(input); }, reader_);
  input.remove_prefix(piece.taken);
  const std::string_view passed_on = refusal_ ? std::string_view() : within_the_limit(piece.octets);
  if (at_rest() && bare_line_feed_seen() && !bare_line_feed_accepted_) {
    refuse(bare_line_feed_outcome());
  }
  return passed_on;
}

std::string_view ContentIntake::within_the_limit(std::string_view octets) {
  const std::uint64_t room = octets_max_ - octets_;
  if (octets.size() > room) {
    refuse(mailbox::outcome_of(mailbox::status::kMessageTooLarge));
    return octets.substr(0, static_cast<std::size_t>(room));
  }
  octets_ += octets.size();
  return octets;
}

void ContentIntake::refuse(mailbox::Outcome outcome) {
  if (!refusal_) refusal_ = std::move(outcome);
}

bool ContentIntake::at_rest() const {
  const auto* chunks = std::get_if<ChunkReader>(&reader_);
  return chunks != nullptr ? chunks->chunk_ended() : ended();
}

bool ContentIntake::ended() const {
  return std::visit([](const auto& reader) { return reader.ended(); }, reader_);
}

bool ContentIntake::bare_line_feed_seen() const {
  return std::visit([](const auto& reader) { return reader.bare_line_feed_seen(); }, reader_);
}

}  // namespace lmtp
