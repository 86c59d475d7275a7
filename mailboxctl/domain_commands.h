// domain_commands.h: mailboxctl domain add|list|remove.
#pragma once

#include "mailboxctl/command.h"

namespace mailboxctl {

[[nodiscard]] mailbox::Result<Answer> add_domain(const Invocation& invocation);
[[nodiscard]] mailbox::Result<Answer> list_domains(const Invocation& invocation);
[[nodiscard]] mailbox::Result<Answer> remove_domain(const Invocation& invocation);

}  // namespace mailboxctl
