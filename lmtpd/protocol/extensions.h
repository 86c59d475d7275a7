// extensions.h: what LHLO's and EHLO's reply announces, and what follows from it: an extension that
// is not announced has no verb and no parameter. A new extension is a name in extension_set.h and a
// row in extensions.cc: keyword · protocols · what it needs · when · parameter.
//
// Source      RFC 5321 §2.2 and §4.1.1.1, RFC 2033 §4.1; each extension's RFC stands at its row
#pragma once

#include "lmtpd/protocol/extension_set.h"
#include "lmtpd/protocol/reply.h"
#include "lmtpd/protocol/session_settings.h"

#include <string>
#include <vector>

namespace lmtp {

// What an announcement depends on.
struct Standing {
  const SessionSettings& settings;
  bool encrypted = false;
};

// True if the extension is there for this client, if perhaps not now: STARTTLS within TLS.
[[nodiscard]] bool is_provided(Extension extension, const SessionSettings& settings);
// True if LHLO or EHLO would announce it now.
[[nodiscard]] bool is_announced(Extension extension, const Standing& standing);

// "PIPELINING", …, "SIZE 67108864".
[[nodiscard]] std::vector<std::string> extension_lines(const Standing& standing);

// 250 with the server's name on the first line, an extension on each other line.
[[nodiscard]] Reply extended_greeting_reply(const Standing& standing);

}  // namespace lmtp
