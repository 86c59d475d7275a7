#include "lmtpd/protocol/session.h"

#include "lmtpd/protocol/command.h"
#include "lmtpd/protocol/outcome_reply.h"
#include "lmtpd/protocol/session_state.h"
#include "lmtpd/protocol/verb_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

namespace lmtp {

namespace {

// How TLS begins: a handshake record of any version. No command does.
constexpr std::string_view kTlsRecord = "\x16\x03";

// True if `line` is the command of a chunk to whoever is careless about what stands around the
// verb: another program may have let it pass with the octets that follow.
bool may_begin_chunk(std::string_view line) {
  using std::string_view_literals::operator""sv;
  constexpr std::string_view kBlanks = " \t\v\f\r\n\0"sv;
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  const VerbRow* row = find_verb(line.substr(0, line.find_first_of(kBlanks)));
  return row != nullptr && row->argument == Argument::kChunk;
}

}  // namespace

// -- reading: what next_event() does --

void SessionState::receive(std::string_view octets) {
  if (phase_ != Phase::kClosing) input_.append(octets);
}

Event SessionState::next_event() {
  for (;;) {
    if (transaction_ended_) {
      transaction_ = Transaction();
      client_.forwarded = {};
      return *std::exchange(transaction_ended_, std::nullopt);
    }
    if (phase_ == Phase::kClosing) return Closing{};
    assert(!paused());
    if (paused()) return NeedInput{};
    if (auto event = advance()) return *std::move(event);
  }
}

// None: go on.
std::optional<Event> SessionState::advance() {
  if (phase_ == Phase::kContent && content_->at_rest()) return end_chunk();
  if (input_.empty()) return end_of_input();
  if (refused_chunk_) {
    read_refused_chunk();
    return std::nullopt;
  }
  return phase_ == Phase::kContent ? read_content() : read_command();
}

// None: go on. Everything that was received is either taken or an unfinished line.
std::optional<Event> SessionState::read_command() {
  std::string_view rest = input_.view();
  if (first_line_ && rest.starts_with(kTlsRecord)) {
    reply(FixedReply::kTlsUnasked);
    return std::nullopt;
  }
  const auto expected =
      exchange_ ? LineReader::Expected::kResponse : LineReader::Expected::kCommand;
  const LineReader::Reading reading = lines_.read(rest, expected);
  input_.keep(rest);
  if (std::holds_alternative<LineReader::NeedMore>(reading)) return end_of_input();
  first_line_ = false;
  if (std::holds_alternative<LineReader::Endless>(reading)) {
    reply(FixedReply::kEndlessLine);
  } else if (const auto* refused = std::get_if<LineReader::Refused>(&reading)) {
    refuse_line(*refused);
  } else if (exchange_) {
    take_response(std::get<LineReader::Line>(reading).text);
  } else {
    execute(std::get<LineReader::Line>(reading).text);
  }
  return std::exchange(event_, std::nullopt);
}

void SessionState::execute(std::string_view line) {
  const Command command = parse_command(line);
  const VerbRow* row = find_verb(command.verb);
  if (phase_ == Phase::kSpent && (row == nullptr || !row->legal.contain(phase_))) {
    return reply(FixedReply::kTooManyTransactions);
  }
  if (row == nullptr) {
    return may_begin_chunk(line) ? refuse_unreadable_chunk() : reply(FixedReply::kUnknownCommand);
  }
  auto refusal = refusal_of(*row, settings_);
  const bool legal = row->legal.contain(phase_);
  if (!refusal && !legal) refusal = refusal_in(phase_, *row);
  if (refusal && row->argument == Argument::kChunk) return refuse_chunk(command.argument, *refusal);
  if (refusal) return legal ? reply(*refusal) : reply_out_of_place(*refusal);
  if (row->argument == Argument::kNone && !command.argument.empty()) {
    return reply(FixedReply::kNoArgumentAllowed);
  }
  row->run(*this, command.argument);
}

// The octets of a chunk whose command cannot be read would be taken for commands.
void SessionState::refuse_line(const LineReader::Refused& refused) {
  if (exchange_) return refuse_log_in(refused.reply);
  if (may_begin_chunk(refused.text)) return refuse_unreadable_chunk();
  reply(refused.reply);
}

// No whole line and no content is left: more may come, or the client is gone. An unfinished line is
// never executed, an unfinished content is nobody's message.
Event SessionState::end_of_input() {
  if (!input_ended_) return NeedInput{};
  close();
  return next_event();
}

// -- the promise of session.h --

Session::Session(SessionSettings settings)
    : state_(std::make_unique<SessionState>(std::move(settings))) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

void Session::receive(std::string_view octets) {
  state_->receive(octets);
}
void Session::receive_end() {
  state_->receive_end();
}
Event Session::next_event() {
  return state_->next_event();
}
void Session::answer(const mailbox::Outcome& outcome) {
  state_->answer(outcome);
}

void Session::answer_list(const mailbox::Outcome& outcome,
                          const std::vector<std::string>& members) {
  state_->answer_list(outcome, members);
}

void Session::tls_started(const TlsFacts& facts) {
  state_->tls_started(facts);
}

void Session::refuse_content(const mailbox::Outcome& outcome) {
  state_->refuse_content(outcome);
}

void Session::answer_recipient(std::size_t index, const mailbox::Outcome& outcome) {
  state_->answer_recipient(index, outcome);
}

void Session::give_up(mailbox::EnhancedStatus status, std::string_view reason) {
  const std::string text = fmt::format("{} {}", state_->settings().host_name, reason);
  state_->give_up(Reply{421, status, {reply_line(text)}});
}

std::string Session::take_output() {
  return state_->take_output();
}
Waiting Session::waiting() const {
  return state_->waiting();
}
const mailbox::Envelope& Session::envelope() const {
  return state_->transaction().envelope();
}
bool Session::smtputf8() const {
  return state_->transaction().smtputf8();
}
bool Session::one_for_all() const {
  return state_->transaction().one_for_all();
}
Body Session::body() const {
  return state_->transaction().body();
}
std::string_view Session::client_name() const {
  return state_->client().name;
}
Protocol Session::protocol() const {
  return state_->settings().protocol;
}
bool Session::extended() const {
  return state_->client().extended;
}
bool Session::encrypted() const {
  return state_->client().encrypted;
}
const std::optional<std::string>& Session::logged_in_user() const {
  return state_->client().user;
}
const ClientAttributes& Session::forwarded() const {
  return state_->client().forwarded;
}
std::string_view Session::closing_reason() const {
  return state_->closing_reason();
}

}  // namespace lmtp
