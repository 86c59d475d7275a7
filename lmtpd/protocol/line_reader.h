// line_reader.h: command lines out of the client's octets.
//
// A line ends at LF. It is a command only if a CR stands before that LF and the line holds no other
// CR and no NUL: a line that another program may read differently is refused and never executed.
// The octets of a line that is too long are discarded up to its LF, and not for ever. A log-in may
// have longer lines than other commands.
//
// Owns        nothing but its place; the octets stay the caller's
// Units       octets; a line's limit counts the line end
// Errors      Refused (the line is gone), Endless (give the client up)
// Source      RFC 5321 §2.3.8, §4.1.1.4 (bare CR and LF), §4.5.3.1.4
#pragma once

#include "lmtpd/protocol/reply_text.h"
#include "mailbox/limits.h"

#include <cstddef>
#include <string_view>
#include <variant>

namespace lmtp {

class LineReader {
 public:
  // What the next line is: a command, or the answer to a challenge of AUTH.
  enum class Expected { kCommand, kResponse };

  struct NeedMore {};
  struct Line {
    std::string_view text;  // without CRLF
  };
  struct Refused {
    FixedReply reply;
    std::string_view text;  // of the line; of one that is too long, its beginning
  };
  struct Endless {};
  using Reading = std::variant<NeedMore, Line, Refused, Endless>;

  explicit LineReader(const mailbox::Limits& limits)
      : line_octets_max_(limits.command_line_octets),
        log_in_line_octets_max_(limits.log_in_line_octets),
        discarded_octets_max_(limits.discarded_line_octets) {}

  // Takes at most one line from the front of `input`, which is advanced past what was taken. What
  // is left over is to be offered again, with more behind it.
  [[nodiscard]] Reading read(std::string_view& input, Expected expected = Expected::kCommand);

 private:
  [[nodiscard]] std::size_t limit_of(std::string_view line, Expected expected) const;
  [[nodiscard]] Reading discard(std::string_view& input, Expected expected);

  std::size_t line_octets_max_;
  std::size_t log_in_line_octets_max_;
  std::size_t discarded_octets_max_;  // of one line, after it was refused as too long
  std::size_t discarded_octets_ = 0;
  bool discarding_ = false;
};

}  // namespace lmtp
