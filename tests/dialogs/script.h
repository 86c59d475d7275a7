// script.h: a dialogue between a client and the server, read from a *.dialog file. README.md beside
// this file describes the language.
//
// Shape       a value; knows neither a test framework nor the session, so that every runner can use
//             it
// Errors      a text that begins with the line number
#pragma once

#include "dialogs/stored.h"

#include <tl/expected.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dialogs {

enum class Protocol { kLmtp, kSmtp };

// How the client comes: by a UNIX socket, by TCP, by TCP with TLS from the first octet on.
enum class Transport { kUnix, kTcp, kTls };

inline constexpr std::array<Transport, 3> kTransports = {Transport::kUnix, Transport::kTcp,
                                                         Transport::kTls};

[[nodiscard]] std::string_view name_of(Transport transport);

// The client sends these octets.
struct ClientSends {
  std::string octets;
};

// The client does the TLS handshake; the server has agreed to it.
struct ClientStartsTls {};

// The server gives one reply. One pattern: the reply may have any number of lines and its last line
// matches. Several: the reply has exactly these lines.
struct ServerReplies {
  std::vector<std::string> patterns;
  std::size_t line = 0;              // of the script
  std::vector<std::string> with;     // each is the text of one of its lines
  std::vector<std::string> without;  // none is
};

// The server closes the connection, without a further octet.
struct ServerCloses {};

using Step = std::variant<ClientSends, ClientStartsTls, ServerReplies, ServerCloses>;

struct Setting {
  std::string name;  // as in the configuration file
  std::string value;
};

struct Script {
  Protocol protocol = Protocol::kLmtp;
  std::vector<Transport> transports{kTransports.begin(), kTransports.end()};
  std::vector<Setting> settings;
  std::vector<Step> steps;
  std::vector<StoredExpectation> stored;
};

[[nodiscard]] tl::expected<Script, std::string> parse_script(std::string_view text);

// All that the client sends; a new piece begins behind each of its TLS handshakes.
[[nodiscard]] std::vector<std::string> client_pieces(const Script& script);

}  // namespace dialogs
