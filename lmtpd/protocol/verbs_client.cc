// The verbs by which a client shows or tells who it is: STARTTLS, AUTH, XCLIENT, XFORWARD.
#include "lmtpd/protocol/extensions.h"
#include "lmtpd/protocol/log_in_exchange.h"
#include "lmtpd/protocol/verbs.h"

#include <utility>

namespace lmtp::verbs {

// RFC 3207 §4.2 knows no answer to a second STARTTLS, only that it is not offered: 503, a bad
// sequence of commands (RFC 5321 §4.2.3).
void starttls(SessionState& session, std::string_view) {
  if (session.client().encrypted) return session.reply(FixedReply::kEncryptedAlready);
  session.start_tls();
}

// AUTH mechanism [initial-response]
void auth(SessionState& session, std::string_view argument) {
  if (session.client().user) return session.reply(FixedReply::kLoggedInAlready);
  if (!is_announced(Extension::kAuth, session.standing())) {
    return session.reply(FixedReply::kEncryptionFirst);
  }
  if (argument.empty()) return session.reply(FixedReply::kLogInSyntax);
  const std::size_t space = argument.find(' ');
  const Mechanism* mechanism = find_mechanism(argument.substr(0, space));
  if (mechanism == nullptr) return session.reply(FixedReply::kMechanismUnknown);
  std::optional<std::string_view> initial_response;
  if (space != std::string_view::npos) initial_response = argument.substr(space + 1);
  session.start_log_in(*mechanism, initial_response);
}

void xclient(SessionState& session, std::string_view argument) {
  auto attributes = with_attributes(session.client().replaced_by, argument, AttributesOf::kXClient);
  if (!attributes) return session.reply(attributes.error());
  session.replace_client(std::move(*attributes));
}

void xforward(SessionState& session, std::string_view argument) {
  auto attributes = with_attributes(session.client().forwarded, argument, AttributesOf::kXForward);
  if (!attributes) return session.reply(attributes.error());
  session.forward(std::move(*attributes));
}

}  // namespace lmtp::verbs
