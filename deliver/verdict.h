// verdict.h: how a run of deliver ended, in words and as a number.
//
// Callers read the output: Postfix' pipe(8) takes the status from its first line, and puts the
// lines into bounces and its log. So a failure's first line begins with the enhanced status code,
// what is said for good is public, and what the administrator should know follows only where the
// message stays queued.
#pragma once

#include "deliver/exit_status.h"
#include "mailbox/outcome.h"

#include <string>
#include <vector>

namespace deliver {

struct Verdict {
  mailbox::Outcome outcome;
  std::vector<std::string> warnings;  // for the administrator
};

// For standard error, with line ends; empty when there is nothing to say.
[[nodiscard]] std::string text_of(const Verdict& verdict);

[[nodiscard]] ExitStatus exit_status_for(const Verdict& verdict, bool noperm_on_rejection);

}  // namespace deliver
