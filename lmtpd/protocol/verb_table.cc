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
    {"LHLO", kAnyTime, kLhloFirst, Argument::kAny, verbs::lhlo},
    {"MAIL", {kReady}, kTransactionOpen, Argument::kAny, verbs::mail},
    {"RCPT", {kMail, kRecipients}, kMailFirst, Argument::kAny, verbs::rcpt},
    {"DATA", {kRecipients}, kNoRecipient, Argument::kNone, verbs::data},
    {"RSET", kAnyTime, kLhloFirst, Argument::kNone, verbs::rset},
    {"NOOP", kAnyTime, kLhloFirst, Argument::kAny, verbs::noop},
    {"VRFY", kAnyTime, kLhloFirst, Argument::kAny, verbs::vrfy},
    {"HELP", kAnyTime, kLhloFirst, Argument::kAny, verbs::help},
    {"QUIT", kEvenSpent, kLhloFirst, Argument::kNone, verbs::quit},
    {"HELO", kAnyTime, kLhloFirst, Argument::kAny, verbs::helo},
    {"EHLO", kAnyTime, kLhloFirst, Argument::kAny, verbs::helo},
    {"AUTH", kAnyTime, kLhloFirst, Argument::kAny, verbs::not_implemented},
    {"BDAT", kAnyTime, kLhloFirst, Argument::kAny, verbs::not_implemented},
    {"ETRN", kAnyTime, kLhloFirst, Argument::kAny, verbs::not_implemented},
    {"EXPN", kAnyTime, kLhloFirst, Argument::kAny, verbs::not_implemented},
    {"SAML", kAnyTime, kLhloFirst, Argument::kAny, verbs::not_implemented},
    {"SEND", kAnyTime, kLhloFirst, Argument::kAny, verbs::not_implemented},
    {"SOML", kAnyTime, kLhloFirst, Argument::kAny, verbs::not_implemented},
    {"STARTTLS", kAnyTime, kLhloFirst, Argument::kAny, verbs::not_implemented},
    {"TURN", kAnyTime, kLhloFirst, Argument::kAny, verbs::not_implemented},
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

FixedReply refusal_in(Phase phase, const VerbRow& row) {
  if (phase == kSpent) return kTooManyTransactions;
  return phase == kGreeted ? kLhloFirst : row.otherwise;
}

}  // namespace lmtp
