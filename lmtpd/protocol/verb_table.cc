#include "lmtpd/protocol/verb_table.h"

#include "lmtpd/protocol/command.h"
#include "lmtpd/protocol/verbs.h"

#include <algorithm>
#include <array>

namespace lmtp {

namespace {

using enum Phase;
using enum FixedReply;
using enum Argument;

constexpr Phases kAnyTime{kGreeted, kReady, kMail, kRecipients, kChunks};
constexpr Phases kEvenSpent{kGreeted, kReady, kSpent, kMail, kRecipients, kChunks};
constexpr Phases kOutside{kGreeted, kReady};  // of a transaction
constexpr Phases kGreetedOutside{kReady};
constexpr Phases kInside{kMail, kRecipients};  // before its content
constexpr Phases kAddressed{kRecipients};
constexpr Phases kAddressedOrBegun{kRecipients, kChunks};

constexpr VerbRow unserved(std::string_view name) {
  return {name, kEverybody, kAnyTime, kGreetingFirst, kAny, {}, verbs::not_implemented};
}

constexpr VerbRow of_http(std::string_view name) {
  return {name, kEverybody, kEvenSpent, kGreetingFirst, kAny, {}, verbs::http};
}

constexpr auto kRows = std::to_array<VerbRow>({
    {"LHLO", Protocol::kLmtp, kAnyTime, kGreetingFirst, kAny, "LHLO domain",
     verbs::extended_greeting},
    {"EHLO", Protocol::kSmtp, kAnyTime, kGreetingFirst, kAny, "EHLO domain",
     verbs::extended_greeting},
    {"HELO", Protocol::kSmtp, kAnyTime, kGreetingFirst, kAny, "HELO domain", verbs::helo},
    {"STARTTLS", Extension::kStartTls, kGreetedOutside, kTransactionOpen, kNone, "STARTTLS",
     verbs::starttls},
    {"AUTH", Extension::kAuth, kGreetedOutside, kTransactionOpen, kAny,
     "AUTH mechanism [initial-response]", verbs::auth},
    {"XCLIENT", Extension::kXClient, kOutside, kTransactionOpen, kAny,
     "XCLIENT attribute=value ...", verbs::xclient},
    {"XFORWARD", Extension::kXForward, kGreetedOutside, kTransactionOpen, kAny,
     "XFORWARD attribute=value ...", verbs::xforward},
    {"MAIL", kEverybody, kGreetedOutside, kTransactionOpen, kAny,
     "MAIL FROM:<address> [parameters]", verbs::mail},
    {"RCPT", kEverybody, kInside, kMailFirst, kAny, "RCPT TO:<address> [parameters]", verbs::rcpt},
    {"DATA", kEverybody, kAddressed, kNoRecipient, kNone, "DATA", verbs::data},
    {"BDAT", Extension::kChunking, kAddressedOrBegun, kNoRecipient, kChunk, "BDAT size [LAST]",
     verbs::bdat},
    {"RSET", kEverybody, kAnyTime, kGreetingFirst, kNone, "RSET", verbs::rset},
    {"NOOP", kEverybody, kAnyTime, kGreetingFirst, kAny, "NOOP [anything]", verbs::noop},
    {"QUIT", kEverybody, kEvenSpent, kGreetingFirst, kNone, "QUIT", verbs::quit},
    {"VRFY", kEverybody, kAnyTime, kGreetingFirst, kAny, "VRFY address", verbs::vrfy},
    {"EXPN", Extension::kExpand, kAnyTime, kGreetingFirst, kAny, "EXPN address", verbs::expn},
    {"HELP", Extension::kHelp, kAnyTime, kGreetingFirst, kAny, "HELP [command]", verbs::help},

    unserved("ATRN"),  // RFC 2645
    unserved("ETRN"),  // RFC 1985
    unserved("SAML"),  // RFC 821 §3.4, gone since RFC 5321 appendix F.6
    unserved("SEND"),
    unserved("SOML"),
    unserved("TURN"),  // RFC 5321 appendix F.1

    // RFC 9110 §9.3, RFC 5789, and how HTTP/2 begins (RFC 9113 §3.4).
    of_http("CONNECT"),
    of_http("DELETE"),
    of_http("GET"),
    of_http("HEAD"),
    of_http("OPTIONS"),
    of_http("PATCH"),
    of_http("POST"),
    of_http("PRI"),
    of_http("PUT"),
    of_http("TRACE"),
});

// Who may not say it gets this: XFORWARD_README asks for 550, the others for nothing in particular.
FixedReply not_provided(Extension extension) {
  const bool by_trust = extension == Extension::kXClient || extension == Extension::kXForward;
  return by_trust ? kNotTrusted : kNotImplemented;
}

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
    if (!is_provided(*extension, settings)) return not_provided(*extension);
  }
  return std::nullopt;
}

FixedReply refusal_in(Phase phase, const VerbRow& row) {
  if (phase == kSpent) return kTooManyTransactions;
  if (phase == kChunks) return kContentBegun;
  return phase == kGreeted ? kGreetingFirst : row.otherwise;
}

}  // namespace lmtp
