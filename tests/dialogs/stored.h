// stored.h: what lies in the mailboxes when a dialogue is over, as written and as found.
//
// Shape       values; every runner brings the messages, this file compares
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dialogs {

// Mailboxes that have no expectation must be empty.
struct StoredExpectation {
  std::string address;
  std::size_t messages = 0;
  // Of the only message, below the trace header fields, with LF line ends.
  std::optional<std::string> octets;
  // Patterns of trace header fields of the only message; `*` is any text.
  std::vector<std::string> header_fields;
};

struct StoredMessage {
  std::optional<std::string> trace;  // none: the runner has no store that writes trace fields
  std::string content;
};

// A message as a store keeps it, cut below its trace header fields.
[[nodiscard]] StoredMessage cut_below_trace(std::string_view message);

// What `messages_of` gives, an address's messages, otherwise than written; in words.
[[nodiscard]] std::vector<std::string> compare_stored(
    const std::vector<StoredExpectation>& expectations,
    const std::function<std::vector<StoredMessage>(const std::string& address)>& messages_of);

}  // namespace dialogs
