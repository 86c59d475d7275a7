// The verbs that ask: VRFY, EXPN, HELP.
#include "lmtpd/protocol/command.h"
#include "lmtpd/protocol/verb_table.h"
#include "lmtpd/protocol/verbs.h"

#include <tl/expected.hpp>

#include <string>
#include <utility>
#include <vector>

namespace lmtp::verbs {

namespace {

// VRFY and EXPN take a user name or an address, in angle brackets or without, and then perhaps
// SMTPUTF8 (RFC 6531 §3.7.4.2).
struct Inquiry {
  mailbox::ForwardPath path;
  bool smtputf8 = false;
};

tl::expected<Inquiry, FixedReply> parse_inquiry(const SessionState& session,
                                                std::string_view argument) {
  constexpr std::string_view kParameter = " SMTPUTF8";
  Inquiry inquiry;
  if (is_provided(Extension::kSmtpUtf8, session.settings()) &&
      argument.size() > kParameter.size() &&
      equal_ignoring_case(argument.substr(argument.size() - kParameter.size()), kParameter)) {
    argument.remove_suffix(kParameter.size());
    inquiry.smtputf8 = true;
  }
  std::string text(argument);
  if (!text.starts_with('<')) text = "<" + text + ">";
  const auto utf8 = inquiry.smtputf8 ? mailbox::Utf8::kAllowed : mailbox::Utf8::kRefused;
  auto path = mailbox::parse_forward_path(text, utf8, mailbox::BareNames::kAllowed);
  if (!path) {
    const bool needs_utf8 = path.error().status == mailbox::status::kUtf8Required;
    return tl::unexpected(needs_utf8 ? FixedReply::kRecipientNeedsUtf8 : FixedReply::kBadRecipient);
  }
  inquiry.path = std::move(*path);
  return inquiry;
}

bool in_force(const VerbRow& row, const Standing& standing) {
  const auto* extension = std::get_if<Extension>(&row.of);
  if (extension != nullptr && !is_announced(*extension, standing)) return false;
  return !row.usage.empty() && !refusal_of(row, standing.settings);
}

// The verbs that this client may say now, a few on each line.
std::vector<std::string> verbs_in_force(const Standing& standing) {
  constexpr std::size_t kColumns = 60;
  std::vector<std::string> lines{"Commands:"};
  for (const VerbRow& row : verb_rows()) {
    if (!in_force(row, standing)) continue;
    if (lines.back().size() + row.name.size() >= kColumns) lines.emplace_back(" ");
    lines.back().append(" ").append(row.name);
  }
  lines.emplace_back("HELP command tells its syntax");
  return lines;
}

}  // namespace

// RFC 5321 §3.5.3 and §7.3: 252 is for a server that will not tell.
void vrfy(SessionState& session, std::string_view argument) {
  if (argument.empty()) return session.reply(FixedReply::kVerifySyntax);
  if (const auto refusal = session.refusal_of_client()) return session.reply(*refusal);
  if (!session.settings().verify_answered) return session.reply(FixedReply::kNotVerified);
  auto inquiry = parse_inquiry(session, argument);
  if (!inquiry) return session.reply(inquiry.error());
  session.offer(VerifyOffered{std::move(inquiry->path), inquiry->smtputf8});
}

void expn(SessionState& session, std::string_view argument) {
  if (!session.settings().expand_answered) return session.reply(FixedReply::kNotImplemented);
  if (argument.empty()) return session.reply(FixedReply::kExpandSyntax);
  if (const auto refusal = session.refusal_of_client()) return session.reply(*refusal);
  auto inquiry = parse_inquiry(session, argument);
  if (!inquiry) return session.reply(inquiry.error());
  session.offer(ExpandOffered{std::move(inquiry->path), inquiry->smtputf8});
}

void help(SessionState& session, std::string_view argument) {
  constexpr int kHelp = 214;
  const Standing standing = session.standing();
  if (argument.empty()) {
    return session.reply(Reply{kHelp, mailbox::status::kOk, verbs_in_force(standing)});
  }
  const VerbRow* row = find_verb(argument);
  if (row == nullptr || !in_force(*row, standing)) return session.reply(FixedReply::kNoHelp);
  session.reply(Reply{kHelp, mailbox::status::kOk, {std::string(row->usage)}});
}

}  // namespace lmtp::verbs
