// alias_commands.h: mailboxctl alias add|list|remove.
#pragma once

#include "mailboxctl/command.h"

namespace mailboxctl {

[[nodiscard]] mailbox::Result<Answer> add_alias(const Invocation& invocation);
[[nodiscard]] mailbox::Result<Answer> list_aliases(const Invocation& invocation);
[[nodiscard]] mailbox::Result<Answer> remove_alias(const Invocation& invocation);

}  // namespace mailboxctl
