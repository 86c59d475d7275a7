#include "lmtpd/protocol/verb_table.h"

#include "lmtpd/protocol/command.h"
#include "lmtpd/protocol/verbs.h"

#include <algorithm>
#include <array>

namespace lmtp {

namespace {

using enum Phase;
using enum FixedReply;

constexpr Phases kAnyTime{kGreeted, kReady, kMail, kRecipients};
constexpr Phases kEvenSpent{kGreeted, kReady, kSpent, kMail, kRecipients};

constexpr auto kRows = std::to_array<VerbRow>({
    {"LHLO", Protocol::kLmtp, kAnyTime, kGreetingFirst, Argument::kAny, verbs::extended_greeting},
    {"EHLO", Protocol::kSmtp, kAnyTime, kGreetingFirst, Argument::kAny, verbs::extended_greeting},
    {"HELO", Protocol::kSmtp, kAnyTime, kGreetingFirst, Argument::kAny, verbs::helo},
    {"MAIL", kEverybody, {kReady}, kTransactionOpen, Argument::kAny, verbs::mail},
    {"RCPT", kEverybody, {kMail, kRecipients}, kMailFirst, Argument::kAny, verbs::rcpt},
    {"DATA", kEverybody, {kRecipients}, kNoRecipient, Argument::kNone, verbs::data},
    {"RSET", kEverybody, kAnyTime, kGreetingFirst, Argument::kNone, verbs::rset},
    {"NOOP", kEverybody, kAnyTime, kGreetingFirst, Argument::kAny, verbs::noop},
    {"VRFY", kEverybody, kAnyTime, kGreetingFirst, Argument::kAny, verbs::vrfy},
    {"HELP", Extension::kHelp, kAnyTime, kGreetingFirst, Argument::kAny, verbs::help},
    {"QUIT", kEverybody, kEvenSpent, kGreetingFirst, Argument::kNone, verbs::quit},
    {"AUTH", kEverybody, kAnyTime, kGreetingFirst, Argument::kAny, verbs::not_implemented},
    {"BDAT", Extension::kChunking, kAnyTime, kGreetingFirst, Argument::kAny,
     verbs::not_implemented},
    {"ETRN", kEverybody, kAnyTime, kGreetingFirst, Argument::kAny, verbs::not_implemented},
    {"EXPN", kEverybody, kAnyTime, kGreetingFirst, Argument::kAny, verbs::not_implemented},
    {"SAML", kEverybody, kAnyTime, kGreetingFirst, Argument::kAny, verbs::not_implemented},
    {"SEND", kEverybody, kAnyTime, kGreetingFirst, Argument::kAny, verbs::not_implemented},
    {"SOML", kEverybody, kAnyTime, kGreetingFirst, Argument::kAny, verbs::not_implemented},
    {"STARTTLS", kEverybody, kAnyTime, kGreetingFirst, Argument::kAny, verbs::not_implemented},
    {"TURN", kEverybody, kAnyTime, kGreetingFirst, Argument::kAny, verbs::not_implemented},
});

}  // namespace

std::span<const VerbRow> verb_rows() {
  return kRows;
}

const VerbRow* find_verb(std::string_view name) {
  const auto* row = std::find_if(kRows.begin(), kRows.end(), [&](const VerbRow& candidate) {
    return equal_ignoring_case(candidate.name, name);
  });
  return row == kRows.end() ? nullptr : row;
}

std::optional<FixedReply> refusal_of(const VerbRow& row, const SessionSettings& settings) {
  if (const auto* protocol = std::get_if<Protocol>(&row.of)) {
    if (*protocol != settings.protocol) return kWrongGreeting;
  } else if (const auto* extension = std::get_if<Extension>(&row.of)) {
    if (!is_provided(*extension, settings)) return kNotImplemented;
  }
  return std::nullopt;
}

FixedReply refusal_in(Phase phase, const VerbRow& row) {
  if (phase == kSpent) return kTooManyTransactions;
  return phase == kGreeted ? kGreetingFirst : row.otherwise;
}

}  // namespace lmtp
