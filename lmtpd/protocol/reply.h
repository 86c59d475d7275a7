// reply.h: one reply to a client.
//
// Source      RFC 5321 §4.2, RFC 2034 §4 (the enhanced code stands on every line; 3xx carries none)
#pragma once

#include "mailbox/status.h"

#include <optional>
#include <string>
#include <vector>

namespace lmtp {

struct Reply {
  int code = 451;
  std::optional<mailbox::EnhancedStatus> status;  // none: 220, 354, and the lines of LHLO's reply
  std::vector<std::string> lines;                 // at least one; no control characters

  friend bool operator==(const Reply&, const Reply&) = default;
};

// With CRLF line ends, ready to send. Requires: the status' class is the code's first digit.
[[nodiscard]] std::string to_wire(const Reply& reply);

}  // namespace lmtp
