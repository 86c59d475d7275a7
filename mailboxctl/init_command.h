// init_command.h: mailboxctl init: makes what a new site needs, and brings what is there up to
// date.
//
// Shape       may be run again at any time: it makes what is missing and changes nothing else
// Durability  folders and database are synced
#pragma once

#include "mailboxctl/command.h"

namespace mailboxctl {

[[nodiscard]] mailbox::Result<Answer> init(const Invocation& invocation);

}  // namespace mailboxctl
