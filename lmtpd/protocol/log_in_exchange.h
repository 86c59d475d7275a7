// log_in_exchange.h: the exchange behind one AUTH command, from its mechanism to a user and a
// password. Whether they are right is the caller's to find out.
//
// PLAIN is one response with NULs in it; LOGIN, which no RFC defines and many clients speak, asks
// for the user and then for the password.
//
// Shape       a value that lives from AUTH to its end, however it ends; nothing of a failed
//             exchange is left for the next one (CVE-2011-1720)
// Errors      the reply that ends the exchange
// Source      RFC 4954 §4, RFC 4616 §2 (PLAIN), RFC 4422 §3
#pragma once

#include "lmtpd/protocol/reply_text.h"
#include "lmtpd/protocol/secret.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lmtp {

struct Credentials {
  std::string user;  // not empty
  Secret password;   // not empty
};

// None: that mechanism does not go like this. One response per prompt.
using ReadResponses = std::optional<Credentials> (*)(std::span<const Secret> responses);

struct Mechanism {
  std::string_view name;
  std::span<const std::string_view> prompts;  // in base64
  ReadResponses read;
};

[[nodiscard]] std::span<const Mechanism> mechanisms();

// Null: unknown. In any case of letters (RFC 4422 §3.1 has upper case only; clients write both).
[[nodiscard]] const Mechanism* find_mechanism(std::string_view name);

class LogInExchange {
 public:
  struct Challenge {
    std::string_view base64;  // to be said with 334
  };
  using Step = std::variant<Challenge, Credentials, FixedReply>;

  explicit LogInExchange(const Mechanism& mechanism) : mechanism_(&mechanism) {}

  // The first step. `initial_response` is what stands behind the mechanism; `=` is an empty one.
  [[nodiscard]] Step start(std::optional<std::string_view> initial_response);
  // Requires: the last step was a Challenge. `line` is the client's answer.
  [[nodiscard]] Step respond(std::string_view line);

 private:
  [[nodiscard]] Step take(std::string_view base64);

  const Mechanism* mechanism_;
  std::vector<Secret> responses_;
};

}  // namespace lmtp
