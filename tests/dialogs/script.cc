#include "dialogs/script.h"

#include "dialogs/escapes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace dialogs {

namespace {

using Text = std::string_view;
using Problem = std::optional<std::string>;  // none: all is well

// Reads one script, directive by directive.
class Reader {
 public:
  Problem read_line(Text line, std::size_t number);
  Problem finish();
  Script take() { return std::move(script_); }

 private:
  Problem send(Text line);
  Problem send_raw(Text escaped);
  Problem send_repeated(Text count_and_escaped);
  Problem reply(Text pattern);
  Problem close(Text rest);
  Problem setting(Text name_and_value);
  Problem stored(Text address_and_count);
  Problem stored_octets(Text address_and_escaped);
  Problem stored_repeated(Text address_count_and_escaped);
  Problem append_stored(Text address, Text escaped, std::size_t times);

  struct Directive {
    Text name;
    Problem (Reader::*read)(Text rest);
  };
  static const std::array<Directive, 9> kDirectives;

  Script script_;
  std::size_t number_ = 0;
  bool reply_continues_ = false;  // the last pattern was of the form 250-text
};

const std::array<Reader::Directive, 9> Reader::kDirectives{{
    {"C:", &Reader::send},
    {"C-raw:", &Reader::send_raw},
    {"C-repeat:", &Reader::send_repeated},
    {"S:", &Reader::reply},
    {"S-close:", &Reader::close},
    {"Setting:", &Reader::setting},
    {"Stored:", &Reader::stored},
    {"Stored-octets:", &Reader::stored_octets},
    {"Stored-repeat:", &Reader::stored_repeated},
}};

std::optional<std::size_t> to_number(Text text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// The first word, and what follows the space behind it.
std::pair<Text, Text> split_word(Text text) {
  const std::size_t space = text.find(' ');
  if (space == Text::npos) return {text, {}};
  return {text.substr(0, space), text.substr(space + 1)};
}

Problem Reader::read_line(Text line, std::size_t number) {
  number_ = number;
  if (line.empty() || line.starts_with('#')) return std::nullopt;
  const auto [name, rest] = split_word(line);
  const auto* directive =
      std::find_if(kDirectives.begin(), kDirectives.end(),
                   [word = name](const Directive& candidate) { return candidate.name == word; });
  if (directive == kDirectives.end()) return "unknown directive: " + std::string(name);
  if (reply_continues_ && directive->name != "S:") return "a reply ends without its last line";
  return (this->*directive->read)(rest);
}

Problem Reader::send(Text line) {
  script_.steps.push_back(ClientSends{std::string(line) + "\r\n"});
  return std::nullopt;
}

Problem Reader::send_raw(Text escaped) {
  auto octets = unescape(escaped);
  if (!octets) return octets.error();
  script_.steps.push_back(ClientSends{std::move(*octets)});
  return std::nullopt;
}

Problem Reader::send_repeated(Text count_and_escaped) {
  const auto [count, escaped] = split_word(count_and_escaped);
  const auto times = to_number(count);
  if (!times) return "C-repeat: wants a count and a text";
  auto octets = unescape(escaped);
  if (!octets) return octets.error();
  script_.steps.push_back(ClientSends{repeated(*octets, *times)});
  return std::nullopt;
}

Problem Reader::reply(Text pattern) {
  if (pattern.size() < 3 || !to_number(pattern.substr(0, 3))) return "S: wants a reply code";
  if (!reply_continues_) script_.steps.push_back(ServerReplies{{}, number_});
  std::get<ServerReplies>(script_.steps.back()).patterns.emplace_back(pattern);
  reply_continues_ = pattern.size() > 3 && pattern[3] == '-';
  return std::nullopt;
}

Problem Reader::close(Text rest) {
  if (!rest.empty()) return "S-close: stands alone";
  script_.steps.push_back(ServerCloses{});
  return std::nullopt;
}

Problem Reader::setting(Text name_and_value) {
  const auto [name, value] = split_word(name_and_value);
  if (name.empty() || value.empty()) return "Setting: wants a name and a value";
  if (!script_.steps.empty()) return "Setting: stands before the dialogue";
  script_.settings.push_back({std::string(name), std::string(value)});
  return std::nullopt;
}

Problem Reader::stored(Text address_and_count) {
  const auto [address, count] = split_word(address_and_count);
  const auto messages = to_number(count);
  if (address.empty() || !messages) return "Stored: wants an address and a count";
  script_.stored.push_back({std::string(address), *messages, std::nullopt});
  return std::nullopt;
}

Problem Reader::stored_octets(Text address_and_escaped) {
  const auto [address, escaped] = split_word(address_and_escaped);
  return append_stored(address, escaped, 1);
}

Problem Reader::stored_repeated(Text address_count_and_escaped) {
  const auto [address, rest] = split_word(address_count_and_escaped);
  const auto [count, escaped] = split_word(rest);
  const auto times = to_number(count);
  if (!times) return "Stored-repeat: wants an address, a count and a text";
  return append_stored(address, escaped, *times);
}

Problem Reader::append_stored(Text address, Text escaped, std::size_t times) {
  const auto expectation =
      std::find_if(script_.stored.begin(), script_.stored.end(),
                   [&](const StoredExpectation& stored) { return stored.address == address; });
  if (expectation == script_.stored.end() || expectation->messages != 1) {
    return "the octets of a mailbox follow its line `Stored: ADDRESS 1`";
  }
  const auto octets = unescape(escaped);
  if (!octets) return octets.error();
  expectation->octets = expectation->octets.value_or("") + repeated(*octets, times);
  return std::nullopt;
}

Problem Reader::finish() {
  if (reply_continues_) return "a reply ends without its last line";
  const bool expects_reply =
      std::any_of(script_.steps.begin(), script_.steps.end(),
                  [](const Step& step) { return std::holds_alternative<ServerReplies>(step); });
  if (!expects_reply) return "no S: line, so nothing is promised";
  return std::nullopt;
}

}  // namespace

tl::expected<Script, std::string> parse_script(std::string_view text) {
  Reader reader;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t line_feed = std::min(text.find('\n'), text.size());
    const Text line = text.substr(0, line_feed);
    text.remove_prefix(std::min(line_feed + 1, text.size()));
    ++number;
    if (const auto problem = reader.read_line(line, number)) {
      return tl::unexpected("line " + std::to_string(number) + ": " + *problem);
    }
  }
  if (const auto problem = reader.finish()) {
    return tl::unexpected("line " + std::to_string(number) + ": " + *problem);
  }
  return reader.take();
}

std::string client_octets(const Script& script) {
  std::string octets;
  for (const Step& step : script.steps) {
    if (const auto* sends = std::get_if<ClientSends>(&step)) octets += sends->octets;
  }
  return octets;
}

}  // namespace dialogs
