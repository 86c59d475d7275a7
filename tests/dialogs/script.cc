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

constexpr const char* kCountFirst = "what is in a mailbox follows its line `Stored: ADDRESS 1`";

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
  Problem send_base64(Text escaped);
  Problem start_tls(Text rest);
  Problem reply(Text pattern);
  Problem reply_with(Text line);
  Problem reply_without(Text line);
  Problem close(Text rest);
  Problem protocol(Text name);
  Problem not_over(Text transport_and_reason);
  Problem setting(Text name_and_value);
  Problem stored(Text address_and_count);
  Problem stored_octets(Text address_and_escaped);
  Problem stored_repeated(Text address_count_and_escaped);
  Problem stored_header(Text address_and_pattern);
  Problem append_stored(Text address, Text escaped, std::size_t times);
  StoredExpectation* only_message_of(Text address);
  ServerReplies* last_reply();
  void exclude(Transport transport);

  struct Directive {
    Text name;
    Problem (Reader::*read)(Text rest);
  };
  static const std::array<Directive, 16> kDirectives;

  Script script_;
  std::size_t number_ = 0;
  bool reply_continues_ = false;  // the last pattern was of the form 250-text
};

const std::array<Reader::Directive, 16> Reader::kDirectives{{
    {"C:", &Reader::send},
    {"C-raw:", &Reader::send_raw},
    {"C-repeat:", &Reader::send_repeated},
    {"C-base64:", &Reader::send_base64},
    {"TLS:", &Reader::start_tls},
    {"S:", &Reader::reply},
    {"S-with:", &Reader::reply_with},
    {"S-without:", &Reader::reply_without},
    {"S-close:", &Reader::close},
    {"Protocol:", &Reader::protocol},
    {"Not-over:", &Reader::not_over},
    {"Setting:", &Reader::setting},
    {"Stored:", &Reader::stored},
    {"Stored-octets:", &Reader::stored_octets},
    {"Stored-repeat:", &Reader::stored_repeated},
    {"Stored-header:", &Reader::stored_header},
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

Problem Reader::send_base64(Text escaped) {
  const auto octets = unescape(escaped);
  if (!octets) return octets.error();
  script_.steps.push_back(ClientSends{to_base64(*octets) + "\r\n"});
  return std::nullopt;
}

// Who speaks TLS already is not offered it again.
Problem Reader::start_tls(Text rest) {
  if (!rest.empty()) return "TLS: stands alone";
  script_.steps.push_back(ClientStartsTls{});
  exclude(Transport::kTls);
  return std::nullopt;
}

Problem Reader::reply(Text pattern) {
  if (pattern.size() < 3 || !to_number(pattern.substr(0, 3))) return "S: wants a reply code";
  if (!reply_continues_) script_.steps.push_back(ServerReplies{{}, number_, {}, {}});
  std::get<ServerReplies>(script_.steps.back()).patterns.emplace_back(pattern);
  reply_continues_ = pattern.size() > 3 && pattern[3] == '-';
  return std::nullopt;
}

ServerReplies* Reader::last_reply() {
  return script_.steps.empty() ? nullptr : std::get_if<ServerReplies>(&script_.steps.back());
}

Problem Reader::reply_with(Text line) {
  if (last_reply() == nullptr || line.empty()) return "S-with: follows an S: line, with a text";
  last_reply()->with.emplace_back(line);
  return std::nullopt;
}

Problem Reader::reply_without(Text line) {
  if (last_reply() == nullptr || line.empty()) return "S-without: follows an S: line, with a text";
  last_reply()->without.emplace_back(line);
  return std::nullopt;
}

Problem Reader::close(Text rest) {
  if (!rest.empty()) return "S-close: stands alone";
  script_.steps.push_back(ServerCloses{});
  return std::nullopt;
}

Problem Reader::protocol(Text name) {
  if (!script_.steps.empty()) return "Protocol: stands before the dialogue";
  if (name != "lmtp" && name != "smtp") return "Protocol: is lmtp or smtp";
  script_.protocol = name == "smtp" ? Protocol::kSmtp : Protocol::kLmtp;
  return std::nullopt;
}

Problem Reader::not_over(Text transport_and_reason) {
  const auto [transport, reason] = split_word(transport_and_reason);
  const auto* found =
      std::find_if(kTransports.begin(), kTransports.end(),
                   [word = transport](Transport candidate) { return name_of(candidate) == word; });
  if (found == kTransports.end() || reason.empty()) {
    return "Not-over: wants unix, tcp or tls, and a reason";
  }
  exclude(*found);
  if (script_.transports.empty()) return "Not-over: leaves no transport";
  return std::nullopt;
}

void Reader::exclude(Transport transport) {
  auto& transports = script_.transports;
  transports.erase(std::remove(transports.begin(), transports.end(), transport), transports.end());
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
  script_.stored.push_back({std::string(address), *messages, std::nullopt, {}});
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

Problem Reader::stored_header(Text address_and_pattern) {
  const auto [address, pattern] = split_word(address_and_pattern);
  StoredExpectation* const expectation = only_message_of(address);
  if (expectation == nullptr) return kCountFirst;
  if (pattern.find(':') == Text::npos) return "Stored-header: wants an address and a field";
  expectation->header_fields.emplace_back(pattern);
  return std::nullopt;
}

Problem Reader::append_stored(Text address, Text escaped, std::size_t times) {
  StoredExpectation* const expectation = only_message_of(address);
  if (expectation == nullptr) return kCountFirst;
  const auto octets = unescape(escaped);
  if (!octets) return octets.error();
  expectation->octets = expectation->octets.value_or("") + repeated(*octets, times);
  return std::nullopt;
}

// Null: the script has not said that there is one.
StoredExpectation* Reader::only_message_of(Text address) {
  const auto expectation =
      std::find_if(script_.stored.begin(), script_.stored.end(),
                   [&](const StoredExpectation& stored) { return stored.address == address; });
  if (expectation == script_.stored.end() || expectation->messages != 1) return nullptr;
  return &*expectation;
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

std::vector<std::string> client_pieces(const Script& script) {
  std::vector<std::string> pieces(1);
  for (const Step& step : script.steps) {
    if (const auto* sends = std::get_if<ClientSends>(&step)) pieces.back() += sends->octets;
    if (std::holds_alternative<ClientStartsTls>(step)) pieces.emplace_back();
  }
  return pieces;
}

std::string_view name_of(Transport transport) {
  constexpr std::array<std::string_view, kTransports.size()> kNames = {"unix", "tcp", "tls"};
  return kNames.at(static_cast<std::size_t>(transport));
}

}  // namespace dialogs
