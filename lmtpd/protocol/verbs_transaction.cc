#include "lmtpd/protocol/command.h"
#include "lmtpd/protocol/parameters.h"
#include "lmtpd/protocol/verbs.h"
#include "mailbox/printable.h"

#include <utility>

namespace lmtp::verbs {

namespace {

constexpr std::size_t kLoggedSenderOctetsMax = 256;  // RFC 5321 §4.5.3.1.3: of a path

mailbox::Utf8 utf8_if(bool allowed) {
  return allowed ? mailbox::Utf8::kAllowed : mailbox::Utf8::kRefused;
}

BlankBeforePath blank_by(const SessionSettings& settings) {
  return settings.blank_before_path_accepted ? BlankBeforePath::kAccepted
                                             : BlankBeforePath::kRefused;
}

// Which of the two replies an address that cannot be parsed gets.
FixedReply bad_address(const mailbox::Error& error, FixedReply needs_utf8, FixedReply bad_syntax) {
  return error.status == mailbox::status::kUtf8Required ? needs_utf8 : bad_syntax;
}

std::optional<PathArgument> split_sender(const SessionSettings& settings,
                                         std::string_view argument) {
  const BlankBeforePath blank = blank_by(settings);
  auto parts = split_path_argument(argument, "FROM:", blank);
  if (parts || !settings.unparsable_sender_accepted) return parts;
  return split_path_argument(argument, "FROM:", blank, Quotes::kIgnored);
}

// Fills in the sender; none: done, otherwise the refusal.
std::optional<FixedReply> read_sender(const SessionSettings& settings, std::string_view path,
                                      MailOffered& mail) {
  auto reverse_path = mailbox::parse_reverse_path(path, utf8_if(mail.smtputf8));
  if (reverse_path) {
    mail.reverse_path = *std::move(reverse_path);
  } else if (settings.unparsable_sender_accepted) {
    mail.unparsable_sender = mailbox::printable(path.substr(0, kLoggedSenderOctetsMax));
  } else {
    return bad_address(reverse_path.error(), FixedReply::kSenderNeedsUtf8, FixedReply::kBadSender);
  }
  return std::nullopt;
}

}  // namespace

void mail(SessionState& session, std::string_view argument) {
  if (const auto refusal = session.refusal_of_client()) return session.refuse_mail(*refusal);
  const SessionSettings& settings = session.settings();
  const auto parts = split_sender(settings, argument);
  if (!parts) return session.refuse_mail(FixedReply::kMailSyntax);
  const auto parameters =
      parse_parameters(parts->parameters, ParameterOf::kMail, session.standing());
  if (!parameters) return session.refuse_mail(parameters.error());
  MailOffered mail{{},
                   parameters->size,
                   parameters->smtputf8,
                   parameters->body.value_or(Body::k7Bit),
                   parameters->prdr,
                   std::nullopt};
  if (const auto refusal = read_sender(settings, parts->path, mail)) {
    return session.refuse_mail(*refusal);
  }
  if (parameters->size > settings.limits.message_octets) {
    return session.refuse_mail(FixedReply::kMessageTooLarge);
  }
  session.offer(std::move(mail));
}

void rcpt(SessionState& session, std::string_view argument) {
  const SessionSettings& settings = session.settings();
  const auto parts = split_path_argument(argument, "TO:", blank_by(settings));
  if (!parts) return session.refuse_recipient(FixedReply::kRecipientSyntax);
  auto parameters =
      parse_parameters(parts->parameters, ParameterOf::kRecipient, session.standing());
  if (!parameters) return session.refuse_recipient(parameters.error());
  auto path = mailbox::parse_forward_path(
      parts->path, utf8_if(session.transaction().smtputf8()),
      settings.user_name_accepted ? mailbox::BareNames::kAllowed : mailbox::BareNames::kRefused);
  if (!path) {
    return session.refuse_recipient(
        bad_address(path.error(), FixedReply::kRecipientNeedsUtf8, FixedReply::kBadRecipient));
  }
  if (session.transaction().recipients() >= settings.limits.transaction_recipients) {
    return session.refuse_recipient(FixedReply::kTooManyRecipients);
  }
  session.offer(RecipientOffered{*std::move(path), std::move(parameters->original_recipient),
                                 parameters->quota_ignored});
}

// RFC 3030 §3: binary octets have no lines, and so no end that DATA could find.
void data(SessionState& session, std::string_view) {
  if (session.transaction().body() == Body::kBinaryMime) {
    return session.reply(FixedReply::kBinaryNeedsChunks);
  }
  session.start_content();
}

void bdat(SessionState& session, std::string_view argument) {
  const auto chunk = parse_chunk(argument);
  if (!chunk) return session.refuse_unreadable_chunk();
  session.start_chunk(*chunk);
}

void rset(SessionState& session, std::string_view) {
  session.reset();
  session.reply(FixedReply::kReset);
}

}  // namespace lmtp::verbs
