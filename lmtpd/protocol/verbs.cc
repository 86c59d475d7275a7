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
