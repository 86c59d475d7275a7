// exit_status.h: the one table that turns an outcome into an exit status.
//
// Callers disagree about these numbers: Postfix takes all but 75 for permanent, and qmail takes 67
// for temporary. So whatever may go well later is 75, our own usage and configuration mistakes
// included.
//
// Source      sysexits.h(3head), pipe(8), qmail-command(8)
#pragma once

#include "mailbox/status.h"

namespace deliver {

enum class ExitStatus : int {
  kDelivered = 0,
  kUsage = 64,             // EX_USAGE
  kDataError = 65,         // EX_DATAERR
  kNoUser = 67,            // EX_NOUSER
  kUnavailable = 69,       // EX_UNAVAILABLE
  kCannotCreate = 73,      // EX_CANTCREAT
  kTemporaryFailure = 75,  // EX_TEMPFAIL
  kNoPermission = 77,      // EX_NOPERM
  kConfiguration = 78,     // EX_CONFIG, of --check-config only
};

[[nodiscard]] ExitStatus exit_status_for(mailbox::EnhancedStatus status);

}  // namespace deliver
