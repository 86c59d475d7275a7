#include "dialogs/stored.h"

#include "dialogs/fixture.h"

#include <algorithm>

namespace dialogs {

namespace {

bool begins_with_blank(std::string_view text) {
  return text.starts_with(' ') || text.starts_with('\t');
}

// The lines of a header; a field that goes on in further lines is one, with single blanks there.
std::vector<std::string> unfolded(std::string_view header) {
  std::vector<std::string> fields;
  while (!header.empty()) {
    std::string_view line = header.substr(0, header.find('\n'));
    header.remove_prefix(std::min(line.size() + 1, header.size()));
    if (!begins_with_blank(line) || fields.empty()) {
      fields.emplace_back(line);
    } else {
      line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
      fields.back().append(" ").append(line);
    }
  }
  return fields;
}

// Whether `pattern`, in which each `*` is any text, is all of `text`.
bool is_all_of(std::string_view pattern, std::string_view text) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  pattern.remove_prefix(star + 1);
  for (std::size_t at = star; at <= text.size(); ++at) {
    if (is_all_of(pattern, text.substr(at))) return true;
  }
  return false;
}

class Comparison {
 public:
  void compare(const StoredExpectation& expectation, const std::vector<StoredMessage>& messages);
  std::vector<std::string> take() { return std::move(problems_); }

 private:
  std::vector<std::string> problems_;
};

void Comparison::compare(const StoredExpectation& expectation,
                         const std::vector<StoredMessage>& messages) {
  const std::string& address = expectation.address;
  if (messages.size() != expectation.messages) {
    problems_.push_back(address + " has " + std::to_string(messages.size()) + " messages, not " +
                        std::to_string(expectation.messages));
    return;
  }
  if (expectation.octets && messages.front().content != *expectation.octets) {
    problems_.push_back(address + " has other octets: " + messages.front().content);
  }
  if (expectation.header_fields.empty() || !messages.front().trace) return;
  const auto fields = unfolded(*messages.front().trace);
  for (const std::string& pattern : expectation.header_fields) {
    const bool found = std::any_of(fields.begin(), fields.end(), [&](const std::string& field) {
      return is_all_of(pattern, field);
    });
    if (!found) {
      problems_.push_back(address + " has no field\n    " + pattern + "\n  but\n" +
                          *messages.front().trace);
    }
  }
}

}  // namespace

// The last trace field is Received; it may go on in lines that begin with a blank.
StoredMessage cut_below_trace(std::string_view message) {
  std::size_t end = message.find("\nReceived: ");
  if (end == std::string_view::npos) return {std::string(), std::string(message)};
  do {
    end = message.find('\n', end + 1);
  } while (end != std::string_view::npos && begins_with_blank(message.substr(end + 1)));
  const std::size_t cut = end == std::string_view::npos ? message.size() : end + 1;
  return {std::string(message.substr(0, cut)), std::string(message.substr(cut))};
}

std::vector<std::string> compare_stored(
    const std::vector<StoredExpectation>& expectations,
    const std::function<std::vector<StoredMessage>(const std::string& address)>& messages_of) {
  Comparison comparison;
  for (const FixtureMailbox& mailbox : kMailboxes) {
    const auto found = std::find_if(
        expectations.begin(), expectations.end(),
        [&](const StoredExpectation& expected) { return expected.address == mailbox.address; });
    const StoredExpectation expectation =
        found != expectations.end() ? *found
                                    : StoredExpectation{std::string(mailbox.address), 0, {}, {}};
    comparison.compare(expectation, messages_of(expectation.address));
  }
  return comparison.take();
}

}  // namespace dialogs
