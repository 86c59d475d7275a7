// outcome_reply.h: the one table that turns an outcome into an LMTP reply (code, enhanced status,
// text).
//
// Source      RFC 5321 §4.2.2, RFC 2034, RFC 3463; the table in docs/durability.md
#pragma once

#include "lmtpd/protocol/reply.h"
#include "mailbox/outcome.h"

#include <string>
#include <string_view>

namespace lmtp {

// The basic code for a status: 2.x.x 250, 4.2.0 450, 4.2.2 and 4.3.1 452, 5.1.1 550 and so on; what
// has no row gets its class' general code (250, 451, 554).
[[nodiscard]] int code_for(mailbox::EnhancedStatus status);

// The reply says the outcome's reason, or the status' own sentence where there is none.
[[nodiscard]] Reply reply_for(const mailbox::Outcome& outcome);

// Any text, made fit for a reply: one line of printable ASCII of bounded length (RFC 5321
// §4.5.3.1.5 allows 512 octets with code and line end).
[[nodiscard]] std::string reply_line(std::string_view text);

}  // namespace lmtp
