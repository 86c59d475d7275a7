// outcome.h: what became of one question or one delivery. A value in the protocol's own vocabulary;
// the programs turn it into a reply (lmtpd/protocol/outcome_reply.h) or an exit status
// (deliver/exit_status.h), each by one table.
//
// Shape       status for programs, reason for the sender, detail for the administrator
#pragma once

#include "mailbox/result.h"
#include "mailbox/status.h"

#include <string>

namespace mailbox {

struct Outcome {
  EnhancedStatus status = status::kSystemFault;
  // Public: goes into replies and bounces. One line, no paths, no user ids.
  std::string reason;
  // For the log: path, errno, next step. Of a success: what the administrator should look at; empty
  // when all is well.
  std::string detail;

  [[nodiscard]] bool success() const { return status.success(); }

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// The outcome with the status' own public sentence.
[[nodiscard]] Outcome outcome_of(EnhancedStatus status, std::string detail = {});
// An operating failure as an outcome: its text becomes the detail, never the reason.
[[nodiscard]] Outcome outcome_of(const Error& error);

}  // namespace mailbox
