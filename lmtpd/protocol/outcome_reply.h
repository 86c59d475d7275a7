// outcome_reply.h: the one table that turns an outcome into an LMTP reply (code, enhanced status,
// text).
//
// Source      RFC 5321 §4.2.2, RFC 2034, RFC 3463; the table in docs/durability.md
#pragma once

#include "lmtpd/protocol/reply.h"
#include "mailbox/outcome.h"

namespace lmtp {

// The basic code for a status: 2.x.x 250, 4.2.0 450, 4.2.2 and 4.3.1 452, 5.1.1 550 and so on; what
// has no row gets its class' general code (250, 451, 554).
[[nodiscard]] int code_for(mailbox::EnhancedStatus status);
[[nodiscard]] Reply reply_for(const mailbox::Outcome& outcome);

}  // namespace lmtp
