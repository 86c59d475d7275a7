#include "deliver/exit_status.h"

#include <algorithm>
#include <array>
#include <utility>

namespace deliver {

namespace {

namespace status = mailbox::status;

constexpr std::array kPermanent = std::to_array<std::pair<mailbox::EnhancedStatus, ExitStatus>>({
    {status::kNoSuchMailbox, ExitStatus::kNoUser},
    {status::kBadRecipientSyntax, ExitStatus::kNoUser},
    {status::kNotOurDomain, ExitStatus::kNoUser},
    {status::kMailboxDisabled, ExitStatus::kNoPermission},
    {status::kMailboxFull, ExitStatus::kCannotCreate},
    {status::kMessageTooLarge, ExitStatus::kDataError},
    {status::kMailLoop, ExitStatus::kDataError},
});

}  // namespace

ExitStatus exit_status_for(mailbox::EnhancedStatus status) {
  if (status.success()) return ExitStatus::kDelivered;
  if (!status.permanent()) return ExitStatus::kTemporaryFailure;
  const auto* row = std::find_if(kPermanent.begin(), kPermanent.end(),
                                 [&](const auto& pair) { return pair.first == status; });
  return row != kPermanent.end() ? row->second : ExitStatus::kUnavailable;
}

}  // namespace deliver
