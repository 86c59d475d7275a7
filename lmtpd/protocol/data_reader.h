// data_reader.h: the content of a message out of the octets that follow DATA.
//
// Only CRLF . CRLF ends the content; it begins as if just after a CRLF. A dot at the start of a
// line is taken off. Everything else is content, octet for octet: a bare CR, NUL, any length of
// line. A bare LF is content too and never starts a line, so that no wrong ending can end the
// content; that one was seen is remembered, and the caller says what becomes of such a message.
//
// Shape       a machine of six places that returns views into its input: no copy, no allocation.
//             The pieces, joined, are the same however the input was cut
// Owns        its place only: constant memory
// Source      RFC 5321 §4.1.1.4, §4.5.2 (transparency), §2.3.8 (line ends)
#pragma once

#include <cstddef>
#include <string_view>

namespace lmtp {

class DataReader {
 public:
  struct Piece {
    std::string_view octets;  // content; into the input, or static
    std::size_t taken = 0;    // octets of the input that are done with
  };

  // One piece from the front of `input`; it may be empty where only a dot was taken.
  // Requires: not ended; `input` is not empty.
  [[nodiscard]] Piece read(std::string_view input);

  [[nodiscard]] bool ended() const { return place_ == Place::kEnded; }
  [[nodiscard]] bool bare_line_feed_seen() const { return bare_line_feed_seen_; }

 private:
  enum class Place { kLineStart, kText, kCarriageReturn, kDot, kDotCarriageReturn, kEnded };

  [[nodiscard]] std::size_t text_octets(std::string_view text);

  Place place_ = Place::kLineStart;
  bool bare_line_feed_seen_ = false;
};

}  // namespace lmtp
