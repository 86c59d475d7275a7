#include "lmtpd/protocol/command.h"

#include <algorithm>

namespace lmtp {

namespace {

char lower(char octet) {
  return octet >= 'A' && octet <= 'Z' ? static_cast<char>(octet - 'A' + 'a') : octet;
}

// Where the path that begins with `<` ends, its `>` included; npos: it does not. A quoted local
// part and an address literal may hold `>`.
std::size_t path_octets(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '[' && !quoted) {
      const std::size_t end = text.find(']', i);
      if (end != std::string_view::npos) i = end;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == '>' && !quoted) {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

}  // namespace

Command parse_command(std::string_view line) {
  const std::size_t last = line.find_last_not_of(" \t");
  line = line.substr(0, last == std::string_view::npos ? 0 : last + 1);
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return {line, {}};
  return {line.substr(0, space), line.substr(space + 1)};
}

std::optional<PathArgument> split_path_argument(std::string_view argument, std::string_view keyword,
                                                BlankBeforePath blank, Quotes quotes) {
  if (!equal_ignoring_case(argument.substr(0, keyword.size()), keyword)) return std::nullopt;
  std::string_view rest = argument.substr(keyword.size());
  if (blank == BlankBeforePath::kAccepted) {
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  }
  if (!rest.starts_with('<')) return std::nullopt;
  const std::size_t octets = quotes == Quotes::kKept ? path_octets(rest) : rest.find('>') + 1;
  if (octets == std::string_view::npos || octets == 0) return std::nullopt;
  PathArgument parts{rest.substr(0, octets), rest.substr(octets)};
  if (!parts.parameters.empty() && parts.parameters.front() != ' ') return std::nullopt;
  return parts;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace lmtp
