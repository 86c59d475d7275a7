#include "mailbox/status.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace mailbox {

namespace {

constexpr std::array kReasons = std::to_array<std::pair<EnhancedStatus, std::string_view>>({
    {status::kOk, "OK"},
    {status::kSenderOk, "Sender OK"},
    {status::kRecipientOk, "Recipient OK"},
    {status::kLoggedIn, "Authentication succeeded"},
    {status::kMailboxBusy, "Mailbox busy, try again later"},
    {status::kMailboxFullForNow, "Mailbox full"},
    {status::kSystemFault, "Temporary system trouble, try again later"},
    {status::kSystemFull, "Insufficient system storage, try again later"},
    {status::kNotAccepting, "Not accepting messages now, try again later"},
    {status::kMisconfigured, "Server configuration trouble, try again later"},
    {status::kTimedOut, "Timed out"},
    {status::kHeldBack, "Not delivered because another recipient's delivery failed"},
    {status::kTooManyRecipients, "Too many recipients"},
    {status::kTooManyErrors, "Too many errors"},
    {status::kNoSuchMailbox, "No such mailbox here"},
    {status::kBadRecipientSyntax, "Bad recipient address syntax"},
    {status::kBadSenderSyntax, "Bad sender address syntax"},
    {status::kMailboxDisabled, "Mailbox disabled"},
    {status::kMailboxFull, "Mailbox full"},
    {status::kMessageTooLarge, "Message too large"},
    {status::kMailLoop, "Mail loop detected"},
    {status::kBadSequence, "Bad sequence of commands"},
    {status::kSyntax, "Syntax error"},
    {status::kBadParameter, "Parameter not supported"},
    {status::kUtf8Required, "Non-ASCII address needs SMTPUTF8"},
    {status::kNotOurDomain, "Not a domain of this server, relaying denied"},
    {status::kLogInFailed, "Authentication failed"},
});

}  // namespace

std::string to_string(EnhancedStatus status) {
  return fmt::format("{}.{}.{}", status.status_class, status.subject, status.detail);
}

std::string_view reason_for(EnhancedStatus status) {
  const auto* row = std::find_if(kReasons.begin(), kReasons.end(),
                                 [&](const auto& reason) { return reason.first == status; });
  if (row != kReasons.end()) return row->second;
  if (status.success()) return "OK";
  return status.permanent() ? "Permanent failure" : "Temporary failure";
}

}  // namespace mailbox
