#include "lmtpd/protocol/outcome_reply.h"
#include "lmtpd/protocol/session_state.h"

#include <cassert>

namespace lmtp {

// -- what verbs do --

void SessionState::start_content() {
  reply(FixedReply::kStartContent);
  content_.emplace(settings_.limits.message_octets, settings_.bare_line_feed_accepted);
  phase_ = Phase::kContent;
  event_ = ContentStarted{};
}

// -- reading --

std::optional<Event> SessionState::read_content() {
  std::string_view rest = input_.view();
  const std::string_view piece = content_->read(rest);
  input_.keep(rest);
  if (content_->ended()) return end_content();
  if (piece.empty()) return std::nullopt;
  return ContentReceived{piece};
}

Event SessionState::end_content() {
  if (!content_->refusal()) {
    content_.reset();
    phase_ = Phase::kAnswers;
    reply(transaction_.await_answers());
    return ContentEnded{};
  }
  reply(transaction_.refuse_content(*content_->refusal()));
  end_transaction();
  return next_event();
}

// -- what the caller does --

void SessionState::refuse_content(const mailbox::Outcome& outcome) {
  if (phase_ == Phase::kClosing) return;
  assert(content_ && !outcome.success());
  content_->refuse(outcome);
}

void SessionState::answer_recipient(std::size_t index, const mailbox::Outcome& outcome) {
  assert(phase_ == Phase::kAnswers);
  reply(transaction_.answer(index, outcome));
  if (transaction_.all_answered()) end_answers();
}

void SessionState::end_answers() {
  end_transaction();
  if (farewell_) reply(*farewell_);
}

}  // namespace lmtp
