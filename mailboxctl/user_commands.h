// user_commands.h: mailboxctl user add|list|show|remove|enable|disable|passwd.
#pragma once

#include "mailboxctl/command.h"

namespace mailboxctl {

[[nodiscard]] mailbox::Result<Answer> add_user(const Invocation& invocation);
[[nodiscard]] mailbox::Result<Answer> list_users(const Invocation& invocation);
[[nodiscard]] mailbox::Result<Answer> show_user(const Invocation& invocation);
[[nodiscard]] mailbox::Result<Answer> remove_user(const Invocation& invocation);
[[nodiscard]] mailbox::Result<Answer> enable_user(const Invocation& invocation);
[[nodiscard]] mailbox::Result<Answer> disable_user(const Invocation& invocation);
[[nodiscard]] mailbox::Result<Answer> set_user_password(const Invocation& invocation);

}  // namespace mailboxctl
