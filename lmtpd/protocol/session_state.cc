#include "lmtpd/protocol/session_state.h"

#include "lmtpd/protocol/outcome_reply.h"
#include "lmtpd/protocol/verb_table.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace lmtp {

namespace {

// RFC 3463 §3.6 and §3.8: mail delivery protocol status, security or policy status.
constexpr std::uint16_t kProtocolSubject = 5;
constexpr std::uint16_t kPolicySubject = 7;

bool is_error(const Reply& reply) {
  return reply.status && reply.status->permanent() &&
         (reply.status->subject == kProtocolSubject || reply.status->subject == kPolicySubject);
}

bool is_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
}

}  // namespace

SessionState::SessionState(SessionSettings settings)
    : settings_(std::move(settings)), lines_(settings_.limits) {
  client_.encrypted = settings_.encrypted;
  client_.certificate_admitted = settings_.certificate_admitted;
  reply(FixedReply::kGreeting);
}

// -- what verbs do --

void SessionState::reply(FixedReply name) {
  Reply fixed = fixed_reply(name, settings_.host_name, settings_.protocol);
  if (is_error(fixed) && ++errors_ > settings_.limits.session_errors) {
    fixed = fixed_reply(FixedReply::kTooManyErrors, settings_.host_name, settings_.protocol);
  }
  if (fixed.code == 421) closing_reason_ = fixed.lines.back();
  reply(fixed);
}

void SessionState::reply(Reply reply) {
  if (!is_provided(Extension::kEnhancedStatusCodes, settings_)) reply.status.reset();
  output_ += to_wire(reply);
  if (reply.code == 421) close();  // RFC 5321 §3.8: the server closes after 421
}

void SessionState::reply(const std::vector<Reply>& replies) {
  for (const Reply& each : replies) reply(each);
}

void SessionState::reply_out_of_place(FixedReply name) {
  // As many as could be pipelined, not for ever: RCPT for each recipient, and DATA.
  const std::size_t excused_max = settings_.limits.transaction_recipients + 1;
  if (follows_a_refusal() && excused_ < excused_max) {
    ++excused_;
    reply(fixed_reply(name, settings_.host_name, settings_.protocol));
  } else {
    reply(name);
  }
}

void SessionState::greet(std::string_view client_name, bool extended) {
  reset();
  client_.name = client_.replaced_by.helo.value_or(std::string(client_name));
  client_.extended = extended;
  if (phase_ == Phase::kGreeted) phase_ = Phase::kReady;
}

void SessionState::reset() {
  mail_refused_ = false;
  client_.forwarded = {};
  if (phase_ == Phase::kMail || phase_ == Phase::kRecipients || phase_ == Phase::kChunks) {
    end_transaction();
  }
}

void SessionState::refuse_mail(FixedReply name) {
  reply(name);
  mail_refused_ = true;
  excused_ = 0;
}

void SessionState::refuse_recipient(FixedReply name) {
  reply(name);
  transaction_.note_refused_recipient();
}

void SessionState::close() {
  if (phase_ == Phase::kClosing) return;
  const bool open = phase_ == Phase::kMail || phase_ == Phase::kRecipients ||
                    phase_ == Phase::kContent || phase_ == Phase::kChunks ||
                    phase_ == Phase::kAnswers;
  if (open) end_transaction();
  refused_chunk_.reset();
  question_ = std::monostate{};
  exchange_.reset();
  event_.reset();
  phase_ = Phase::kClosing;
}

// RCPT or DATA is out of place only because what came before it was refused.
bool SessionState::follows_a_refusal() const {
  const bool without_mail = phase_ == Phase::kReady && mail_refused_;
  const bool without_recipient = phase_ == Phase::kMail && transaction_.recipient_refused();
  return without_mail || without_recipient;
}

void SessionState::end_transaction() {
  transaction_ended_ = TransactionEnded{content_ ? content_->refusal() : std::nullopt};
  content_.reset();
  phase_ = transactions_ < settings_.limits.session_transactions ? Phase::kReady : Phase::kSpent;
}

ReplyPlan SessionState::plan_for(const MailOffered& mail) const {
  if (settings_.protocol == Protocol::kLmtp) return ReplyPlan::kPerRecipient;
  return mail.prdr ? ReplyPlan::kPrdr : ReplyPlan::kOneForAll;
}

// -- what the caller does --

void SessionState::answer(const mailbox::Outcome& outcome) {
  if (phase_ == Phase::kClosing) return;  // given up meanwhile: 421 was the answer
  assert(!std::holds_alternative<std::monostate>(question_));
  auto question = std::exchange(question_, std::monostate{});
  if (auto* log_in = std::get_if<LogInOffered>(&question)) {
    return answer_log_in(std::move(*log_in), outcome);
  }
  if (auto* mail = std::get_if<MailOffered>(&question)) {
    mail_refused_ = !outcome.success();
    excused_ = 0;
    if (outcome.success()) {
      transaction_ =
          Transaction(std::move(mail->reverse_path), mail->smtputf8, mail->body, plan_for(*mail));
      ++transactions_;
      phase_ = Phase::kMail;
    }
  } else if (auto* recipient = std::get_if<RecipientOffered>(&question)) {
    if (outcome.success()) {
      transaction_.accept(std::move(recipient->forward_path));
      phase_ = Phase::kRecipients;
    } else {
      transaction_.note_refused_recipient();
    }
  }
  reply(reply_for(outcome));
}

// RFC 5321 §3.5.2: a mailbox is <local-part@domain>.
void SessionState::answer_list(const mailbox::Outcome& outcome,
                               const std::vector<std::string>& members) {
  if (phase_ == Phase::kClosing) return;
  const auto question = std::exchange(question_, std::monostate{});
  const auto* verify = std::get_if<VerifyOffered>(&question);
  const auto* expand = std::get_if<ExpandOffered>(&question);
  assert(verify != nullptr || expand != nullptr);
  const bool utf8 = verify != nullptr ? verify->smtputf8 : expand->smtputf8;
  Reply list = reply_for(outcome);
  if (outcome.success() && !members.empty()) {
    const bool ascii = std::all_of(members.begin(), members.end(), is_ascii);
    if (!ascii && !utf8) return reply(FixedReply::kMembersNeedUtf8);
    list.lines.clear();
    const std::size_t count = std::min(members.size(), settings_.limits.alias_targets);
    for (std::size_t i = 0; i < count; ++i) list.lines.push_back("<" + members[i] + ">");
  }
  reply(list);
}

void SessionState::give_up(const Reply& farewell) {
  if (phase_ == Phase::kClosing) return;
  if (phase_ == Phase::kAnswers) {
    if (!farewell_) farewell_ = farewell;
  } else {
    reply(farewell);
  }
}

std::string SessionState::take_output() {
  return std::exchange(output_, {});
}

Waiting SessionState::waiting() const {
  if (phase_ == Phase::kClosing) return Waiting::kNothing;
  if (paused()) return Waiting::kAnswer;
  const bool content = phase_ == Phase::kContent || refused_chunk_;
  return content ? Waiting::kContent : Waiting::kCommand;
}

bool SessionState::paused() const {
  return phase_ == Phase::kAnswers || !std::holds_alternative<std::monostate>(question_);
}

}  // namespace lmtp
