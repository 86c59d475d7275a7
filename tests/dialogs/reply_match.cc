#include "dialogs/reply_match.h"

#include <algorithm>
#include <cctype>

namespace dialogs {

namespace {

constexpr std::size_t kCodeOctets = 4;  // three digits, and a blank or a hyphen

bool in_word(char character) {
  return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '.';
}

bool line_matches(std::string_view pattern, std::string_view line) {
  if (!line.starts_with(pattern)) return false;
  return line.size() == pattern.size() || !in_word(pattern.back()) ||
         !in_word(line[pattern.size()]);
}

bool says(const std::vector<std::string>& reply, std::string_view text) {
  return std::any_of(reply.begin(), reply.end(), [&](const std::string& line) {
    return line.size() > kCodeOctets &&
           line_matches(text, std::string_view(line).substr(kCodeOctets));
  });
}

bool lines_match(const ServerReplies& expected, const std::vector<std::string>& reply) {
  if (expected.patterns.size() == 1) return line_matches(expected.patterns[0], reply.back());
  if (expected.patterns.size() != reply.size()) return false;
  for (std::size_t i = 0; i < reply.size(); ++i) {
    if (!line_matches(expected.patterns[i], reply[i])) return false;
  }
  return true;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += "\n    " + line;
  return text;
}

}  // namespace

std::optional<std::vector<std::string>> take_reply(std::string& octets) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  for (;;) {
    const std::size_t end = octets.find("\r\n", at);
    if (end == std::string::npos) return std::nullopt;
    lines.push_back(octets.substr(at, end - at));
    at = end + 2;
    const bool continues = lines.back().size() > 3 && lines.back()[3] == '-';
    if (!continues) break;
  }
  octets.erase(0, at);
  return lines;
}

bool matches(const ServerReplies& expected, const std::vector<std::string>& reply) {
  const auto said = [&](const std::string& text) { return says(reply, text); };
  return lines_match(expected, reply) &&
         std::all_of(expected.with.begin(), expected.with.end(), said) &&
         std::none_of(expected.without.begin(), expected.without.end(), said);
}

std::string mismatch(const ServerReplies& expected, const std::vector<std::string>& reply) {
  return "line " + std::to_string(expected.line) + " expects" + joined(expected.patterns) +
         (expected.with.empty() ? "" : "\n  with" + joined(expected.with)) +
         (expected.without.empty() ? "" : "\n  without" + joined(expected.without)) +
         "\n  but the server said" + joined(reply);
}

}  // namespace dialogs
