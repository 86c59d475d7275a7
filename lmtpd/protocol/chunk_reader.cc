#include "lmtpd/protocol/chunk_reader.h"

#include "lmtpd/protocol/command.h"

#include <algorithm>
#include <cassert>
#include <charconv>

namespace lmtp {

namespace {

// True if a line feed in `text` has no carriage return before it.
bool has_bare_line_feed(std::string_view text, bool after_carriage_return) {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    if (!(at > 0 ? text[at - 1] == '\r' : after_carriage_return)) return true;
  }
  return false;
}

}  // namespace

std::optional<Chunk> parse_chunk(std::string_view argument) {
  const std::string_view digits = argument.substr(0, argument.find(' '));
  const std::string_view rest = argument.substr(digits.size());
  Chunk chunk;
  const char* const end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, chunk.octets);
  if (error != std::errc() || stopped != end) return std::nullopt;
  chunk.last = equal_ignoring_case(rest, " LAST");
  chunk.well_formed = chunk.last || rest.empty();
  return chunk;
}

void ChunkReader::start(const Chunk& chunk) {
  assert(chunk_ended() && !ended());
  octets_left_ = chunk.octets;
  last_ = chunk.last;
}

DataReader::Piece ChunkReader::read(std::string_view input) {
  assert(!chunk_ended() && !input.empty());
  const auto octets = static_cast<std::size_t>(std::min<std::uint64_t>(input.size(), octets_left_));
  const std::string_view text = input.substr(0, octets);
  if (has_bare_line_feed(text, after_carriage_return_)) bare_line_feed_seen_ = true;
  after_carriage_return_ = text.back() == '\r';
  octets_left_ -= octets;
  return {text, octets};
}

}  // namespace lmtp
