// chunk_reader.h: the content of a message out of the octets that follow BDAT. Octets are counted,
// nothing in them ends anything.
//
//   bdat-cmd = "BDAT" SP chunk-size [SP "LAST"]
//
// Shape       parse_chunk() for the command's argument; a counter that returns views into its input
// Units       octets; sizes up to 2^64 - 1
// Source      RFC 3030 §2
#pragma once

#include "lmtpd/protocol/data_reader.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace lmtp {

struct Chunk {
  std::uint64_t octets = 0;
  bool last = false;
  bool well_formed = true;  // false: something else than LAST follows the size

  friend bool operator==(const Chunk&, const Chunk&) = default;
};

// None: there is no saying how many octets will follow.
[[nodiscard]] std::optional<Chunk> parse_chunk(std::string_view argument);

class ChunkReader {
 public:
  // Requires: chunk_ended().
  void start(const Chunk& chunk);

  // Everything of `input` that belongs to the chunk. Requires: not chunk_ended(); `input` is not
  // empty.
  [[nodiscard]] DataReader::Piece read(std::string_view input);

  [[nodiscard]] bool chunk_ended() const { return octets_left_ == 0; }
  [[nodiscard]] bool ended() const { return last_ && chunk_ended(); }
  // In any chunk so far; CR and LF may be in two chunks.
  [[nodiscard]] bool bare_line_feed_seen() const { return bare_line_feed_seen_; }

 private:
  std::uint64_t octets_left_ = 0;
  bool last_ = false;
  bool after_carriage_return_ = false;
  bool bare_line_feed_seen_ = false;
};

}  // namespace lmtp
