// shared_reply.h: one reply for all recipients of a message, as SMTP has it.
//
// Shape       all succeeded: one 250 that tells as many of their reasons as fit. Otherwise one
//             reply that names those who failed, a line each, all with one code: a temporary one as
//             soon as one failure is temporary, so that nothing is given up that might still be
//             delivered. Who was only held back for the others' sake (4.5.0) is not named
// Units       lines of bounded length, and a bounded number of them: clients join and cut them
// Source      RFC 5321 §4.2.1 (several lines, one code), §4.5.3.1.5; RFC 2034 §4
#pragma once

#include "lmtpd/protocol/reply.h"
#include "mailbox/address.h"
#include "mailbox/outcome.h"

#include <cstddef>
#include <span>

namespace lmtp {

// Lines of a reply that names recipients, the last ones for what did not fit and for the sum.
inline constexpr std::size_t kNamedRecipientsMax = 7;

// Requires: as many outcomes as recipients, one at least.
[[nodiscard]] Reply shared_reply(std::span<const mailbox::ForwardPath> recipients,
                                 std::span<const mailbox::Outcome> outcomes);

// What follows replies per recipient where the message needs one, too (PRDR): 250 if it was
// accepted for anybody. Requires: one outcome at least.
[[nodiscard]] Reply closing_reply(std::span<const mailbox::Outcome> outcomes);

}  // namespace lmtp
