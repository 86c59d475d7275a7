#include "lmtpd/protocol/reply_text.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>

namespace lmtp {

namespace {

namespace status = mailbox::status;
using enum FixedReply;

constexpr std::nullopt_t kNoStatus = std::nullopt;
constexpr mailbox::EnhancedStatus kNotVerifiedStatus{2, 5, 0};
// RFC 4954 §6 and §4.
constexpr mailbox::EnhancedStatus kResponseTooLongStatus{5, 5, 6};
constexpr mailbox::EnhancedStatus kEncryptionStatus{5, 7, 11};
constexpr mailbox::EnhancedStatus kPolicyStatus{5, 7, 0};
constexpr mailbox::EnhancedStatus kNeedUtf8Status{2, 6, 8};  // RFC 6531 §3.7.4.2

struct Row {
  FixedReply name;
  int code;
  std::optional<mailbox::EnhancedStatus> status;
  std::string_view text;  // {host} is the server, {protocol} ours, {greeting} how to begin it
};

// In the order of the names.
constexpr auto kRows = std::to_array<Row>({
    {kGreeting, 220, kNoStatus, "{host} {protocol} Finalhop ready"},
    {kReset, 250, status::kOk, "Reset"},
    {kNothingDone, 250, status::kOk, "OK"},
    {kNotVerified, 252, kNotVerifiedStatus, "Not verified here; RCPT will tell"},
    {kStartTls, 220, status::kOk, "Ready to start TLS"},
    {kGoodbye, 221, status::kOk, "{host} closing connection"},
    {kStartContent, 354, kNoStatus, "Start mail input; end with <CRLF>.<CRLF>"},
    {kChunkReceived, 250, status::kOk, "Chunk received"},

    {kMalformedLine, 500, status::kSyntax, "A command is one line without NUL, ended by CRLF"},
    {kLineTooLong, 500, status::kSyntax, "Command line too long"},
    {kUnknownCommand, 500, status::kSyntax, "Command not recognized"},
    {kNotImplemented, 502, status::kBadSequence, "Command not implemented"},
    {kWrongGreeting, 500, status::kBadSequence, "This is {protocol}: say {greeting}"},

    {kNoArgumentAllowed, 501, status::kBadParameter, "This command takes no argument"},
    {kClientNameSyntax, 501, status::kBadParameter,
     "A domain or an address has to follow the verb"},
    {kVerifySyntax, 501, status::kBadParameter, "Syntax: VRFY address"},
    {kExpandSyntax, 501, status::kBadParameter, "Syntax: EXPN address"},
    {kMembersNeedUtf8, 252, kNeedUtf8Status, "The answer is not ASCII; ask with SMTPUTF8"},
    {kNoHelp, 504, status::kBadParameter, "No such command"},
    {kMailSyntax, 501, status::kSyntax, "Syntax: MAIL FROM:<address> [parameters]"},
    {kRecipientSyntax, 501, status::kSyntax, "Syntax: RCPT TO:<address> [parameters]"},
    {kParameterSyntax, 501, status::kBadParameter, "Parameter is not KEYWORD or KEYWORD=value"},
    {kParameterUnknown, 555, status::kBadParameter, "Parameter not recognized"},
    {kParameterTwice, 501, status::kBadParameter, "Parameter given twice"},
    {kSizeSyntax, 501, status::kBadParameter, "SIZE takes a number of up to 20 digits"},
    {kBodySyntax, 501, status::kBadParameter, "This kind of BODY is not supported"},
    {kValueNotAllowed, 501, status::kBadParameter, "This parameter takes no value"},
    {kSubmitterSyntax, 501, status::kBadParameter, "AUTH takes an address as xtext, or <>"},
    {kOriginalRecipientSyntax, 501, status::kBadParameter,
     "ORCPT takes a type, `;` and an address"},
    {kBadSender, 553, status::kBadSenderSyntax, "Bad sender address syntax"},
    {kBadRecipient, 553, status::kBadRecipientSyntax, "Bad recipient address syntax"},
    {kSenderNeedsUtf8, 553, status::kUtf8Required, "Sender address needs SMTPUTF8"},
    {kRecipientNeedsUtf8, 553, status::kUtf8Required, "Recipient address needs SMTPUTF8"},
    {kMessageTooLarge, 552, status::kMessageTooLarge, "Message too large"},
    {kChunkSizeUnreadable, 501, status::kBadParameter, "Syntax: BDAT size [LAST]"},
    {kAttributeSyntax, 501, status::kBadParameter,
     "One or more attributes, NAME=value, must follow"},
    {kAttributeUnknown, 501, status::kBadParameter, "Attribute not recognized"},
    {kBadAttribute, 501, status::kBadParameter, "Bad value of an attribute"},

    {kGreetingFirst, 503, status::kBadSequence, "Say {greeting} first"},
    {kTransactionOpen, 503, status::kBadSequence, "A transaction is open already"},
    {kMailFirst, 503, status::kBadSequence, "MAIL comes first"},
    {kNoRecipient, 503, status::kBadSequence, "No recipient was accepted"},
    {kContentBegun, 503, status::kBadSequence, "The message has begun: go on by BDAT, or RSET"},
    {kBinaryNeedsChunks, 503, status::kBadSequence, "BODY=BINARYMIME needs BDAT"},

    {kNotTrusted, 550, kPolicyStatus, "Not from this client"},
    {kEncryptedAlready, 503, status::kBadSequence, "TLS is there already"},
    {kEncryptionFirst, 538, kEncryptionStatus, "Encryption required for authentication"},
    {kStartTlsFirst, 530, kPolicyStatus, "Must issue a STARTTLS command first"},
    {kCertificateFirst, 530, kPolicyStatus, "A client certificate is required"},
    {kLogInFirst, 530, kPolicyStatus, "Authentication required"},

    {kLogInSyntax, 501, status::kBadParameter, "Syntax: AUTH mechanism [initial-response]"},
    {kMechanismUnknown, 504, status::kBadParameter, "Mechanism not recognized"},
    {kResponseNotBase64, 501, status::kSyntax, "Response is not base64"},
    {kResponseTooLong, 500, kResponseTooLongStatus, "Response too long"},
    {kLogInCancelled, 501, kPolicyStatus, "Authentication cancelled"},
    {kCredentialsInvalid, 535, status::kLogInFailed, "Authentication failed"},
    {kLoggedInAlready, 503, status::kBadSequence, "Logged in already"},

    {kTooManyRecipients, 452, status::kTooManyRecipients, "Too many recipients"},
    {kTooManyErrors, 421, status::kTooManyErrors, "{host} Too many errors, closing connection"},
    {kTooManyLogIns, 421, status::kTooManyErrors,
     "{host} Too many failed log-ins, closing connection"},
    {kTooManyTransactions, 421, status::kTooManyErrors,
     "{host} Enough messages for one connection"},
    {kChunkLost, 421, status::kTooManyErrors,
     "{host} No telling where commands go on, closing connection"},
    {kEndlessLine, 421, status::kTooManyErrors, "{host} Line without an end, closing connection"},
    {kNotHttp, 421, status::kTooManyErrors, "{host} This is {protocol}, not HTTP"},
    {kTlsUnasked, 421, status::kTooManyErrors, "{host} TLS was not asked for by STARTTLS"},
});

constexpr bool rows_stand_in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].name) != i) return false;
  }
  return kRows.back().name == kTlsUnasked;
}
static_assert(rows_stand_in_order());

}  // namespace

Reply fixed_reply(FixedReply name, std::string_view host_name, Protocol protocol) {
  const Row& row = kRows[static_cast<std::size_t>(name)];
  const bool lmtp = protocol == Protocol::kLmtp;
  return Reply{row.code,
               row.status,
               {fmt::format(fmt::runtime(row.text), fmt::arg("host", host_name),
                            fmt::arg("protocol", lmtp ? "LMTP" : "ESMTP"),
                            fmt::arg("greeting", lmtp ? "LHLO" : "EHLO"))}};
}

}  // namespace lmtp
