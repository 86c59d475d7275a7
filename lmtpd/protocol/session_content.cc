// The content of a transaction, by DATA or in chunks, and the answers to it.
#include "lmtpd/protocol/outcome_reply.h"
#include "lmtpd/protocol/session_state.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace lmtp {

// -- what verbs do --

void SessionState::start_content() {
  reply(FixedReply::kStartContent);
  content_.emplace(settings_.limits.message_octets, content_accepts_bare_line_feed());
  phase_ = Phase::kContent;
  event_ = ContentStarted{};
}

void SessionState::start_chunk(const Chunk& chunk) {
  if (!content_) {
    content_.emplace(settings_.limits.message_octets, content_accepts_bare_line_feed());
    event_ = ContentStarted{};
  }
  content_->start_chunk(chunk);
  phase_ = Phase::kContent;
}

void SessionState::refuse_chunk(std::string_view argument, FixedReply name) {
  const auto chunk = parse_chunk(argument);
  if (!chunk) return refuse_unreadable_chunk();
  // RFC 2033 §4.3: LAST gets one reply for each accepted recipient; where there is none, no reply.
  const bool nobody = phase_ == Phase::kMail && name == FixedReply::kNoRecipient;
  const bool unanswered =
      settings_.protocol == Protocol::kLmtp && nobody && chunk->last && chunk->well_formed;
  refused_chunk_ = RefusedChunk{chunk->octets, std::nullopt};
  if (!unanswered) refused_chunk_->reply = name;
  if (chunk->octets == 0) end_refused_chunk();
}

void SessionState::refuse_unreadable_chunk() {
  reply(FixedReply::kChunkSizeUnreadable);
  if (phase_ != Phase::kClosing) reply(FixedReply::kChunkLost);
}

bool SessionState::content_accepts_bare_line_feed() const {
  return settings_.bare_line_feed_accepted || transaction_.body() == Body::kBinaryMime;
}

// -- reading --

std::optional<Event> SessionState::read_content() {
  std::string_view rest = input_.view();
  const std::string_view piece = content_->read(rest);
  input_.keep(rest);
  if (piece.empty()) return std::nullopt;
  return ContentReceived{piece};
}

// RFC 3030 §2: the octets are read before the reply.
void SessionState::read_refused_chunk() {
  std::string_view rest = input_.view();
  const auto octets = std::min<std::uint64_t>(rest.size(), refused_chunk_->octets_left);
  rest.remove_prefix(static_cast<std::size_t>(octets));
  input_.keep(rest);
  refused_chunk_->octets_left -= octets;
  if (refused_chunk_->octets_left > 0) return;
  end_refused_chunk();
}

void SessionState::end_refused_chunk() {
  const auto refused = std::exchange(refused_chunk_, std::nullopt);
  if (refused->reply) {
    reply_out_of_place(*refused->reply);
  } else {
    end_transaction();
  }
}

// Of DATA there is one, and it is the last.
std::optional<Event> SessionState::end_chunk() {
  if (content_->ended()) return end_content();
  phase_ = Phase::kChunks;
  if (content_->refusal()) {
    reply(reply_for(*content_->refusal()));
  } else {
    reply(FixedReply::kChunkReceived);
  }
  return std::nullopt;
}

// RFC 2033 §4.3: LAST gets the replies of the recipients, even if an earlier chunk was refused.
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
