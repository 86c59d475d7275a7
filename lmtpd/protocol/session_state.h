// session_state.h: everything a session remembers, and the few things a verb may do to it. Which
// verb may do what in which phase is in verb_table.cc; what is read next is session.cc's business.
//
// Shape       one phase at a time; beside it at most one question to the caller, and the facts that
//             next_event() has still to report
// Threads     one at a time
// Source      RFC 5321 §3.3 and §4.1.4, RFC 2033 §4
#pragma once

#include "lmtpd/protocol/client.h"
#include "lmtpd/protocol/content_intake.h"
#include "lmtpd/protocol/extensions.h"
#include "lmtpd/protocol/input_buffer.h"
#include "lmtpd/protocol/line_reader.h"
#include "lmtpd/protocol/log_in_exchange.h"
#include "lmtpd/protocol/reply_text.h"
#include "lmtpd/protocol/session.h"
#include "lmtpd/protocol/transaction.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace lmtp {

enum class Phase {
  kGreeted,     // before LHLO
  kReady,       // no transaction
  kSpent,       // no transaction, and no further one: the limit is reached
  kMail,        // MAIL was accepted, no recipient yet
  kRecipients,  // one recipient at least
  kContent,     // octets of DATA or of a chunk are due
  kChunks,      // a chunk was taken, and it was not the last
  kAnswers,     // the content has ended, recipients are owed their replies
  kClosing,
};

class SessionState {
 public:
  explicit SessionState(SessionSettings settings);

  // -- the caller's side, see session.h --
  void receive(std::string_view octets);
  void receive_end() { input_ended_ = true; }
  [[nodiscard]] Event next_event();
  void answer(const mailbox::Outcome& outcome);
  void answer_list(const mailbox::Outcome& outcome, const std::vector<std::string>& members);
  void tls_started(const TlsFacts& facts);
  void refuse_content(const mailbox::Outcome& outcome);
  void answer_recipient(std::size_t index, const mailbox::Outcome& outcome);
  void give_up(const Reply& farewell);
  [[nodiscard]] std::string take_output();
  [[nodiscard]] Waiting waiting() const;

  // -- the verbs' side --
  // A refusal of the protocol's own (x.5.x), or for who the client is (x.7.x), counts as an error;
  // past the limit it becomes 421.
  void reply(FixedReply name);
  void reply(Reply reply);
  void reply(const std::vector<Reply>& replies);
  // A client that pipelines RCPT and DATA behind a MAIL that is then refused could not know: it
  // gets its 503s, and as many as it could have pipelined are not counted as errors.
  void reply_out_of_place(FixedReply name);
  void greet(std::string_view client_name, bool extended);  // ends an open transaction
  void reset();  // ends an open transaction, forgets a refused MAIL
  void refuse_mail(FixedReply name);
  void refuse_recipient(FixedReply name);
  // Pauses the session until the caller has answered.
  template <class Offer>
  void offer(Offer offer) {
    event_ = offer;
    question_ = std::move(offer);
  }
  void start_content();
  void start_chunk(const Chunk& chunk);
  void refuse_unreadable_chunk();
  void close();
  void start_tls();
  void start_log_in(const Mechanism& mechanism, std::optional<std::string_view> initial_response);
  void replace_client(ClientAttributes attributes);  // XCLIENT
  void forward(ClientAttributes attributes);         // XFORWARD

  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] const SessionSettings& settings() const { return settings_; }
  [[nodiscard]] const Transaction& transaction() const { return transaction_; }
  [[nodiscard]] const Client& client() const { return client_; }
  [[nodiscard]] std::optional<FixedReply> refusal_of_client() const {
    return refusal_of(client_, settings_);
  }
  [[nodiscard]] Standing standing() const { return {settings_, client_.encrypted}; }
  [[nodiscard]] std::string_view closing_reason() const { return closing_reason_; }

 private:
  [[nodiscard]] bool paused() const;
  [[nodiscard]] bool follows_a_refusal() const;
  [[nodiscard]] std::optional<Event> read_command();
  [[nodiscard]] std::optional<Event> advance();
  [[nodiscard]] std::optional<Event> read_content();
  [[nodiscard]] std::optional<Event> end_chunk();
  void refuse_chunk(std::string_view argument, FixedReply name);
  void read_refused_chunk();
  void end_refused_chunk();
  [[nodiscard]] bool content_accepts_bare_line_feed() const;
  [[nodiscard]] Event end_content();
  [[nodiscard]] Event end_of_input();
  void execute(std::string_view line);
  void refuse_line(const LineReader::Refused& refused);
  void end_transaction();
  [[nodiscard]] ReplyPlan plan_for(const MailOffered& mail) const;
  void end_answers();
  void take_response(std::string_view line);
  void take_step(LogInExchange::Step step);
  void refuse_log_in(FixedReply name);
  void refuse_log_in(const Reply& refusal);
  void answer_log_in(LogInOffered log_in, const mailbox::Outcome& outcome);

  SessionSettings settings_;
  Phase phase_ = Phase::kGreeted;
  InputBuffer input_;
  std::string output_;
  LineReader lines_;
  Client client_;
  std::optional<LogInExchange> exchange_;  // the next line is a response
  std::string closing_reason_;

  Transaction transaction_;
  std::optional<ContentIntake> content_;  // in kContent and kChunks
  struct RefusedChunk {
    std::uint64_t octets_left;
    std::optional<FixedReply> reply;  // none: it ends a transaction that has nobody to answer for
  };
  std::optional<RefusedChunk> refused_chunk_;  // to be read before its reply
  std::variant<std::monostate, MailOffered, RecipientOffered, StartTls, LogInOffered, VerifyOffered,
               ExpandOffered>
      question_;
  std::optional<Event> event_;     // what the verb wants reported
  std::optional<Reply> farewell_;  // to be said after the last recipient's reply
  std::optional<TransactionEnded> transaction_ended_;  // to be reported
  bool mail_refused_ = false;                          // the last MAIL was
  bool input_ended_ = false;
  bool first_line_ = true;  // none was read yet
  std::size_t errors_ = 0;
  std::size_t excused_ = 0;  // of the 503s since the last MAIL
  std::size_t log_in_failures_ = 0;
  std::size_t transactions_ = 0;
};

}  // namespace lmtp
