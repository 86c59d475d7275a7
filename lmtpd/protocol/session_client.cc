// What the client may show and tell about itself: STARTTLS, AUTH, XCLIENT, XFORWARD.
#include "lmtpd/protocol/outcome_reply.h"
#include "lmtpd/protocol/session_state.h"

#include <cassert>
#include <utility>

namespace lmtp {

// -- STARTTLS --

// RFC 3207 §4: what came behind the command came in the clear, from whomever.
void SessionState::start_tls() {
  reply(FixedReply::kStartTls);
  input_ = InputBuffer();
  offer(StartTls{});
}

// RFC 3207 §4.2: what was said in the clear may have been said by somebody else. Why the errors
// that were counted stay: they are what we know, not what the client told us.
void SessionState::tls_started(const TlsFacts& facts) {
  if (phase_ == Phase::kClosing) return;
  assert(std::holds_alternative<StartTls>(question_));
  question_ = std::monostate{};
  input_ = InputBuffer();
  client_.forget_what_it_said();
  client_.encrypted = true;
  client_.certificate_admitted = facts.certificate_admitted;
  mail_refused_ = false;
  phase_ = Phase::kGreeted;
}

// -- AUTH --

void SessionState::start_log_in(const Mechanism& mechanism,
                                std::optional<std::string_view> initial_response) {
  exchange_.emplace(mechanism);
  take_step(exchange_->start(initial_response));
  input_.wipe_taken();
}

void SessionState::take_response(std::string_view line) {
  take_step(exchange_->respond(line));
  input_.wipe_taken();
}

void SessionState::take_step(LogInExchange::Step step) {
  if (const auto* challenge = std::get_if<LogInExchange::Challenge>(&step)) {
    return reply(Reply{334, std::nullopt, {std::string(challenge->base64)}});
  }
  exchange_.reset();
  if (auto* credentials = std::get_if<Credentials>(&step)) {
    question_ = LogInOffered{credentials->user, Secret()};
    event_ = LogInOffered{std::move(credentials->user), std::move(credentials->password)};
  } else {
    refuse_log_in(std::get<FixedReply>(step));
  }
}

void SessionState::refuse_log_in(FixedReply name) {
  exchange_.reset();
  refuse_log_in(fixed_reply(name, settings_.host_name, settings_.protocol));
}

// Every attempt that did not succeed counts, however it ended.
void SessionState::refuse_log_in(const Reply& refusal) {
  if (++log_in_failures_ > settings_.limits.session_log_in_failures) {
    reply(FixedReply::kTooManyLogIns);
  } else {
    reply(refusal);
  }
}

// RFC 4954 §4 and §6.
void SessionState::answer_log_in(LogInOffered log_in, const mailbox::Outcome& outcome) {
  constexpr int kTemporaryFailure = 454;
  Reply answer = reply_for(outcome);
  if (outcome.success()) {
    client_.user = std::move(log_in.user);
    return reply(answer);
  }
  if (outcome.status.temporary()) {
    answer.code = kTemporaryFailure;
    answer.status = mailbox::EnhancedStatus{4, 7, 0};
  }
  refuse_log_in(answer);
}

// -- XCLIENT and XFORWARD --

// XCLIENT_README: the session is where it was after the greeting, but for the encryption; what
// XCLIENT itself said stays.
void SessionState::replace_client(ClientAttributes attributes) {
  client_.forget_what_it_said();
  client_.name = attributes.helo.value_or("");
  client_.user = attributes.log_in;
  client_.replaced_by = std::move(attributes);
  mail_refused_ = false;
  phase_ = Phase::kGreeted;
  reply(FixedReply::kGreeting);
  event_ = ClientReplaced{client_.replaced_by};
}

void SessionState::forward(ClientAttributes attributes) {
  client_.forwarded = std::move(attributes);
  reply(FixedReply::kNothingDone);
}

}  // namespace lmtp
