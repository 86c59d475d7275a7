// command.h: the words of one command line.
//
// Shape       views into the line; what the verb means is in verb_table.h
// Errors      none: any line has a verb, if only an unknown or an empty one
// Source      RFC 5321 §2.4 (verbs in any case), §4.1.1 (blanks at the line's end are tolerated)
#pragma once

#include <optional>
#include <string_view>

namespace lmtp {

struct Command {
  std::string_view verb;      // up to the first space, as given
  std::string_view argument;  // after that space; blanks at the end are gone

  friend bool operator==(const Command&, const Command&) = default;
};

// `line` is without its CRLF.
[[nodiscard]] Command parse_command(std::string_view line);

// `FROM:<path> parameters` in its parts. None: it does not begin with `keyword` and a closed path,
// or something other than a space follows the path.
//
//   mail = "MAIL FROM:" Reverse-path [SP Mail-parameters] CRLF
//
// No blank may stand between colon and path (RFC 5321 §3.3), unless the setting is lenient.
struct PathArgument {
  std::string_view path;        // with its angle brackets
  std::string_view parameters;  // empty or beginning with a space

  friend bool operator==(const PathArgument&, const PathArgument&) = default;
};
enum class BlankBeforePath { kRefused, kAccepted };
// Whether quotes may hide the path's end: those of what is no address do not count.
enum class Quotes { kKept, kIgnored };
[[nodiscard]] std::optional<PathArgument> split_path_argument(
    std::string_view argument, std::string_view keyword,
    BlankBeforePath blank = BlankBeforePath::kRefused, Quotes quotes = Quotes::kKept);

// ASCII only, as the protocol's keywords are.
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace lmtp
