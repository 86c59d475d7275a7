#include "lmtpd/protocol/line_reader.h"

namespace lmtp {

namespace {

using namespace std::string_view_literals;

bool well_formed(std::string_view line_with_end) {
  if (!line_with_end.ends_with("\r\n")) return false;
  const std::string_view text = line_with_end.substr(0, line_with_end.size() - 2);
  return text.find_first_of("\r\0"sv) == std::string_view::npos;
}

}  // namespace

LineReader::Reading LineReader::read(std::string_view& input) {
  if (discarding_) return discard(input);
  // Only the octets up to the limit decide, so that it does not matter in what pieces they came.
  const std::size_t line_feed = input.substr(0, line_octets_max_).find('\n');
  if (line_feed == std::string_view::npos) {
    if (input.size() < line_octets_max_) return NeedMore{};
    discarding_ = true;
    discarded_octets_ = 0;
    return Refused{FixedReply::kLineTooLong};
  }
  const std::string_view line = input.substr(0, line_feed + 1);
  input.remove_prefix(line.size());
  if (!well_formed(line)) return Refused{FixedReply::kMalformedLine};
  return Line{line.substr(0, line.size() - 2)};
}

LineReader::Reading LineReader::discard(std::string_view& input) {
  const std::string_view offered = input.substr(0, kDiscardedOctetsMax - discarded_octets_);
  const std::size_t line_feed = offered.find('\n');
  if (line_feed != std::string_view::npos) {
    input.remove_prefix(line_feed + 1);
    discarding_ = false;
    return read(input);
  }
  input.remove_prefix(offered.size());
  discarded_octets_ += offered.size();
  if (discarded_octets_ == kDiscardedOctetsMax) return Endless{};
  return NeedMore{};
}

}  // namespace lmtp
