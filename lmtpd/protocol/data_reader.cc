#include "lmtpd/protocol/data_reader.h"

#include <cassert>

namespace lmtp {

DataReader::Piece DataReader::read(std::string_view input) {
  assert(!ended() && !input.empty());
  std::size_t at = 0;
  if (place_ == Place::kLineStart && input[at] == '.') {
    place_ = Place::kDot;
    ++at;
  }
  if (place_ == Place::kDot) {
    if (at == input.size()) return {{}, at};
    if (input[at] == '\r') {
      place_ = Place::kDotCarriageReturn;
      ++at;
    } else {
      place_ = Place::kText;  // the dot was stuffed
    }
  }
  if (place_ == Place::kDotCarriageReturn) {
    if (at == input.size()) return {{}, at};
    if (input[at] == '\n') {
      place_ = Place::kEnded;
      return {{}, at + 1};
    }
    place_ = Place::kCarriageReturn;  // the CR that was held back is content
    return {"\r", at};
  }
  const std::string_view text = input.substr(at);
  const std::size_t octets = text_octets(text);
  return {text.substr(0, octets), at + octets};
}

// How many octets at the front of `text` are content as they stand: all, or those before the next
// dot at the start of a line.
std::size_t DataReader::text_octets(std::string_view text) {
  std::size_t from = 0;
  bool at_line_start = false;
  while (from < text.size()) {
    if (at_line_start && text[from] == '.') break;
    const std::size_t line_feed = text.find('\n', from);
    if (line_feed == std::string_view::npos) {
      place_ = text.back() == '\r' ? Place::kCarriageReturn : Place::kText;
      return text.size();
    }
    at_line_start = line_feed > 0 ? text[line_feed - 1] == '\r' : place_ == Place::kCarriageReturn;
    if (!at_line_start) bare_line_feed_seen_ = true;
    from = line_feed + 1;
  }
  place_ = at_line_start ? Place::kLineStart : Place::kText;
  return from;
}

}  // namespace lmtp
