// script.h: a dialogue between a client and the server, read from a *.dialog file. README.md beside
// this file describes the language.
//
// Shape       a value; knows neither a test framework nor the session, so that every runner can use
//             it
// Errors      a text that begins with the line number
#pragma once

#include <tl/expected.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dialogs {

// The client sends these octets.
struct ClientSends {
  std::string octets;
};

// The server gives one reply. One pattern: the reply may have any number of lines and its last line
// matches. Several: the reply has exactly these lines.
struct ServerReplies {
  std::vector<std::string> patterns;
  std::size_t line = 0;  // of the script
};

// The server closes the connection, without a further octet.
struct ServerCloses {};

using Step = std::variant<ClientSends, ServerReplies, ServerCloses>;

struct Setting {
  std::string name;  // as in the configuration file
  std::string value;
};

// What lies in a mailbox when all is over. Mailboxes that have no expectation must be empty.
struct StoredExpectation {
  std::string address;
  std::size_t messages = 0;
  // Of the only message, below the trace header fields, with LF line ends.
  std::optional<std::string> octets;
};

struct Script {
  std::vector<Setting> settings;
  std::vector<Step> steps;
  std::vector<StoredExpectation> stored;
};

[[nodiscard]] tl::expected<Script, std::string> parse_script(std::string_view text);

// All that the client sends, in one piece.
[[nodiscard]] std::string client_octets(const Script& script);

}  // namespace dialogs
