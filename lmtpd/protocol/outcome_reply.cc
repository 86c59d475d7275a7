#include "lmtpd/protocol/outcome_reply.h"

#include "mailbox/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace lmtp {

namespace {

using mailbox::EnhancedStatus;
namespace status = mailbox::status;

constexpr std::size_t kReplyLineOctetsMax = 400;

constexpr auto kCodes = std::to_array<std::pair<EnhancedStatus, int>>({
    {status::kMailboxBusy, 450},     {status::kMailboxFullForNow, 452},
    {status::kSystemFull, 452},      {status::kTooManyRecipients, 452},
    {status::kNoSuchMailbox, 550},   {status::kBadRecipientSyntax, 553},
    {status::kBadSenderSyntax, 553}, {status::kMailboxDisabled, 550},
    {status::kMailboxFull, 552},     {status::kMessageTooLarge, 552},
    {status::kMailLoop, 554},        {status::kBadSequence, 503},
    {status::kSyntax, 501},          {status::kBadParameter, 501},
    {EnhancedStatus{5, 6, 0}, 550},  // content with bare line feeds
    {status::kUtf8Required, 553},    {status::kNotOurDomain, 550},
    {status::kLoggedIn, 235},     // RFC 4954 §6
    {status::kLogInFailed, 535},  // RFC 4954 §6
});

}  // namespace

int code_for(EnhancedStatus status) {
  const auto* row = std::find_if(kCodes.begin(), kCodes.end(),
                                 [&](const auto& code) { return code.first == status; });
  if (row != kCodes.end()) return row->second;
  if (status.success()) return 250;
  return status.permanent() ? 554 : 451;
}

Reply reply_for(const mailbox::Outcome& outcome) {
  const std::string_view reason =
      outcome.reason.empty() ? mailbox::reason_for(outcome.status) : outcome.reason;
  return Reply{code_for(outcome.status), outcome.status, {reply_line(reason)}};
}

std::string reply_line(std::string_view text) {
  // Why cut first: escapes only make it longer, and the text may be of any length.
  std::string line;
  for (const char octet : mailbox::printable(text.substr(0, kReplyLineOctetsMax))) {
    if (static_cast<unsigned char>(octet) < 0x80) {
      line.push_back(octet);
    } else {
      line += fmt::format("\\x{:02x}", static_cast<unsigned char>(octet));
    }
  }
  if (line.size() > kReplyLineOctetsMax) line.resize(kReplyLineOctetsMax);
  return line;
}

}  // namespace lmtp
