// explain_command.h: mailboxctl explain ADDRESS: how an address is resolved, where its mail lies,
// and the reply that RCPT would get. It looks through the same eyes as lmtpd: SqliteDirectory and
// resolve().
#pragma once

#include "mailboxctl/command.h"

namespace mailboxctl {

// An address that would be refused was explained all the same: no failure.
[[nodiscard]] mailbox::Result<Answer> explain(const Invocation& invocation);

}  // namespace mailboxctl
