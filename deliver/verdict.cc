#include "deliver/verdict.h"

#include "mailbox/printable.h"

#include <fmt/format.h>

namespace deliver {

std::string text_of(const Verdict& verdict) {
  const mailbox::Outcome& outcome = verdict.outcome;
  std::string text;
  if (!outcome.success()) {
    text = fmt::format("{} {}\n", to_string(outcome.status), mailbox::printable(outcome.reason));
  }
  if (outcome.status.permanent()) return text;
  if (!outcome.detail.empty()) text += fmt::format("deliver: {}\n", outcome.detail);
  for (const std::string& warning : verdict.warnings) {
    text += fmt::format("deliver: warning: {}\n", warning);
  }
  return text;
}

ExitStatus exit_status_for(const Verdict& verdict, bool noperm_on_rejection) {
  const mailbox::EnhancedStatus status = verdict.outcome.status;
  if (noperm_on_rejection && status.permanent()) return ExitStatus::kNoPermission;
  return exit_status_for(status);
}

}  // namespace deliver
