// verbs.h: what each verb does once the table has found it legal. Each gives exactly one reply, or
// puts a question to the caller whose answer becomes the reply.
//
// Source      RFC 5321 §4.1.1, RFC 2033 §4
#pragma once

#include "lmtpd/protocol/session_state.h"

#include <string_view>

namespace lmtp::verbs {

void extended_greeting(SessionState& session, std::string_view argument);  // LHLO and EHLO
void helo(SessionState& session, std::string_view argument);
void mail(SessionState& session, std::string_view argument);
void rcpt(SessionState& session, std::string_view argument);
void data(SessionState& session, std::string_view argument);
void bdat(SessionState& session, std::string_view argument);
void rset(SessionState& session, std::string_view argument);
void noop(SessionState& session, std::string_view argument);
void vrfy(SessionState& session, std::string_view argument);
void help(SessionState& session, std::string_view argument);
void quit(SessionState& session, std::string_view argument);
void starttls(SessionState& session, std::string_view argument);
void auth(SessionState& session, std::string_view argument);
void xclient(SessionState& session, std::string_view argument);
void xforward(SessionState& session, std::string_view argument);
void expn(SessionState& session, std::string_view argument);
void http(SessionState& session, std::string_view argument);  // what a web browser says
void not_implemented(SessionState& session, std::string_view argument);

}  // namespace lmtp::verbs
