#include "deliver/from_line.h"

#include <algorithm>

namespace deliver {

namespace {

constexpr std::string_view kStart = "From ";

// The first word of `line`; a quoted local part may have blanks.
std::string_view first_word(std::string_view line) {
  bool quoted = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char octet = line[at];
    if (octet == '\\' && quoted) ++at;
    if (octet == '"') quoted = !quoted;
    const bool blank = octet == ' ' || octet == '\t' || octet == '\r';
    if (blank && !quoted) return line.substr(0, at);
  }
  return line;
}

}  // namespace

std::string_view FromLine::remove(std::string_view piece) {
  if (state_ == State::kStart && !piece.empty()) {
    present_ = piece.starts_with(kStart);
    state_ = present_ ? State::kLine : State::kContent;
    if (present_) piece.remove_prefix(kStart.size());
  }
  if (state_ != State::kLine) return piece;

  const std::size_t line_end = piece.find('\n');
  const std::string_view line = piece.substr(0, line_end);
  line_ += line.substr(0, kLineOctetsMax - line_.size());
  if (line_end == std::string_view::npos) return {};
  state_ = State::kContent;
  return piece.substr(line_end + 1);
}

std::optional<std::string> FromLine::sender() const {
  if (!present_) return std::nullopt;
  std::string_view line = line_;
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return std::string(first_word(line));
}

}  // namespace deliver
