#include "lmtpd/protocol/verbs.h"

#include "lmtpd/protocol/command.h"
#include "lmtpd/protocol/extensions.h"
#include "lmtpd/protocol/parameters.h"

#include <algorithm>
#include <utility>

namespace lmtp::verbs {

namespace {

constexpr std::size_t kClientNameOctetsMax = 255;  // RFC 5321 §4.5.3.1.2

// A domain or an address literal. Why any visible ASCII will do: the name is only noted down, and
// hosts behind a firewall say strange ones.
bool is_client_name(std::string_view text) {
  return !text.empty() && text.size() <= kClientNameOctetsMax &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

mailbox::Utf8 utf8_if(bool allowed) {
  return allowed ? mailbox::Utf8::kAllowed : mailbox::Utf8::kRefused;
}

// Which of the two replies an address that cannot be parsed gets.
FixedReply bad_address(const mailbox::Error& error, FixedReply needs_utf8, FixedReply bad_syntax) {
  return error.status == mailbox::status::kUtf8Required ? needs_utf8 : bad_syntax;
}

}  // namespace

void extended_greeting(SessionState& session, std::string_view argument) {
  if (!is_client_name(argument)) return session.reply(FixedReply::kClientNameSyntax);
  session.greet(argument, true);
  session.reply(extended_greeting_reply(session.standing()));
}

// RFC 5321 §4.1.1.1: one line, no extension.
void helo(SessionState& session, std::string_view argument) {
  if (!is_client_name(argument)) return session.reply(FixedReply::kClientNameSyntax);
  session.greet(argument, false);
  session.reply(Reply{250, std::nullopt, {session.settings().host_name}});
}

void mail(SessionState& session, std::string_view argument) {
  if (const auto refusal = session.refusal_of_client()) return session.refuse_mail(*refusal);
  const auto parts = split_path_argument(argument, "FROM:");
  if (!parts) return session.refuse_mail(FixedReply::kMailSyntax);
  const auto parameters = parse_parameters(parts->parameters, ParameterOf::kMail);
  if (!parameters) return session.refuse_mail(parameters.error());
  auto path = mailbox::parse_reverse_path(parts->path, utf8_if(parameters->smtputf8));
  if (!path) {
    return session.refuse_mail(
        bad_address(path.error(), FixedReply::kSenderNeedsUtf8, FixedReply::kBadSender));
  }
  if (parameters->size > session.settings().limits.message_octets) {
    return session.refuse_mail(FixedReply::kMessageTooLarge);
  }
  session.offer(MailOffered{std::move(*path), parameters->size, parameters->smtputf8,
                            parameters->body.value_or(Body::k7Bit)});
}

void rcpt(SessionState& session, std::string_view argument) {
  const auto parts = split_path_argument(argument, "TO:");
  if (!parts) return session.refuse_recipient(FixedReply::kRecipientSyntax);
  const auto parameters = parse_parameters(parts->parameters, ParameterOf::kRecipient);
  if (!parameters) return session.refuse_recipient(parameters.error());
  auto path = mailbox::parse_forward_path(parts->path, utf8_if(session.transaction().smtputf8()));
  if (!path) {
    return session.refuse_recipient(
        bad_address(path.error(), FixedReply::kRecipientNeedsUtf8, FixedReply::kBadRecipient));
  }
  if (session.transaction().recipients() >= session.settings().limits.transaction_recipients) {
    return session.refuse_recipient(FixedReply::kTooManyRecipients);
  }
  session.offer(RecipientOffered{std::move(*path), std::nullopt, false});
}

void data(SessionState& session, std::string_view) {
  session.start_content();
}

void rset(SessionState& session, std::string_view) {
  session.reset();
  session.reply(FixedReply::kReset);
}

void noop(SessionState& session, std::string_view) {
  session.reply(FixedReply::kNothingDone);
}

void quit(SessionState& session, std::string_view) {
  session.reply(FixedReply::kGoodbye);
  session.close();
}

// A page made a browser send a request here, so that what follows would be taken for commands.
void http(SessionState& session, std::string_view) {
  session.reply(FixedReply::kNotHttp);
}

void not_implemented(SessionState& session, std::string_view) {
  session.reply(FixedReply::kNotImplemented);
}

}  // namespace lmtp::verbs
