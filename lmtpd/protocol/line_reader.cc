#include "lmtpd/protocol/line_reader.h"

#include "lmtpd/protocol/command.h"

#include <algorithm>

namespace lmtp {

namespace {

using namespace std::string_view_literals;

bool well_formed(std::string_view line_with_end) {
  if (!line_with_end.ends_with("\r\n")) return false;
  const std::string_view text = line_with_end.substr(0, line_with_end.size() - 2);
  return text.find_first_of("\r\0"sv) == std::string_view::npos;
}

bool is_auth(std::string_view line) {
  constexpr std::string_view kAuth = "AUTH ";
  return equal_ignoring_case(line.substr(0, kAuth.size()), kAuth);
}

// RFC 4954 §6: 5.5.6 is for a response that is too long, an initial one as well.
FixedReply too_long(std::string_view line, LineReader::Expected expected) {
  const bool response = expected == LineReader::Expected::kResponse || is_auth(line);
  return response ? FixedReply::kResponseTooLong : FixedReply::kLineTooLong;
}

// RFC 4954 §4: a response that cannot be decoded is answered by 501.
FixedReply malformed(LineReader::Expected expected) {
  const bool response = expected == LineReader::Expected::kResponse;
  return response ? FixedReply::kResponseNotBase64 : FixedReply::kMalformedLine;
}

}  // namespace

LineReader::Reading LineReader::read(std::string_view& input, Expected expected) {
  if (discarding_) return discard(input, expected);
  // Only the octets up to the limit decide, so that it does not matter in what pieces they came.
  const std::size_t limit = limit_of(input, expected);
  const std::size_t line_feed = input.substr(0, limit).find('\n');
  if (line_feed == std::string_view::npos) {
    if (input.size() < limit) return NeedMore{};
    discarding_ = true;
    discarded_octets_ = 0;
    return Refused{too_long(input, expected), input.substr(0, limit)};
  }
  const std::string_view line = input.substr(0, line_feed + 1);
  input.remove_prefix(line.size());
  if (!well_formed(line)) return Refused{malformed(expected), line};
  return Line{line.substr(0, line.size() - 2)};
}

// RFC 4954 §4: an AUTH command may be as long as the answers to its challenges. That it is one
// shows well before any limit is reached.
std::size_t LineReader::limit_of(std::string_view line, Expected expected) const {
  const bool log_in = expected == Expected::kResponse || is_auth(line);
  return log_in ? std::max(log_in_line_octets_max_, line_octets_max_) : line_octets_max_;
}

LineReader::Reading LineReader::discard(std::string_view& input, Expected expected) {
  const std::string_view offered = input.substr(0, discarded_octets_max_ - discarded_octets_);
  const std::size_t line_feed = offered.find('\n');
  if (line_feed != std::string_view::npos) {
    input.remove_prefix(line_feed + 1);
    discarding_ = false;
    return read(input, expected);
  }
  input.remove_prefix(offered.size());
  discarded_octets_ += offered.size();
  if (discarded_octets_ == discarded_octets_max_) return Endless{};
  return NeedMore{};
}

}  // namespace lmtp
