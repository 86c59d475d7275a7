// reply_text.h: every fixed reply of the session, by name. A new reply text is one name here and
// one row in reply_text.cc.
//
// Source      RFC 5321 §4.2 and §4.3.2 (which reply a command may get), RFC 2033 §4.1 and §4.2
#pragma once

#include "lmtpd/protocol/reply.h"
#include "lmtpd/protocol/session_settings.h"

#include <string_view>

namespace lmtp {

enum class FixedReply {
  kGreeting,
  kReset,
  kNothingDone,
  kNotVerified,
  kStartTls,
  kGoodbye,
  kStartContent,
  kChunkReceived,
  // -- the command line --
  kMalformedLine,
  kLineTooLong,
  kUnknownCommand,
  kNotImplemented,
  kWrongGreeting,
  // -- arguments and parameters --
  kNoArgumentAllowed,
  kClientNameSyntax,
  kVerifySyntax,
  kExpandSyntax,
  kMembersNeedUtf8,
  kNoHelp,
  kMailSyntax,
  kRecipientSyntax,
  kParameterSyntax,
  kParameterUnknown,
  kParameterTwice,
  kSizeSyntax,
  kBodySyntax,
  kValueNotAllowed,
  kSubmitterSyntax,
  kOriginalRecipientSyntax,
  kBadSender,
  kBadRecipient,
  kSenderNeedsUtf8,
  kRecipientNeedsUtf8,
  kMessageTooLarge,
  kChunkSizeUnreadable,
  kAttributeSyntax,
  kAttributeUnknown,
  kBadAttribute,
  // -- order --
  kGreetingFirst,
  kTransactionOpen,
  kMailFirst,
  kNoRecipient,
  kContentBegun,
  kBinaryNeedsChunks,
  // -- who the client is --
  kNotTrusted,
  kEncryptedAlready,
  kEncryptionFirst,
  kStartTlsFirst,
  kCertificateFirst,
  kLogInFirst,
  // -- logging in --
  kLogInSyntax,
  kMechanismUnknown,
  kResponseNotBase64,
  kResponseTooLong,
  kLogInCancelled,
  kCredentialsInvalid,
  kLoggedInAlready,
  // -- limits --
  kTooManyRecipients,
  kTooManyErrors,
  kTooManyLogIns,
  kTooManyTransactions,
  kChunkLost,
  kEndlessLine,
  kNotHttp,
  kTlsUnasked,
};

// `host_name` stands in the replies that name the server.
[[nodiscard]] Reply fixed_reply(FixedReply name, std::string_view host_name,
                                Protocol protocol = Protocol::kLmtp);

}  // namespace lmtp
