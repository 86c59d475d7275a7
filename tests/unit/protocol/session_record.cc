#include "unit/protocol/session_record.h"

#include <fmt/format.h>

#include <utility>
#include <variant>

namespace lmtp {

namespace {

namespace status = mailbox::status;
using mailbox::Outcome;

Outcome answer_to(const MailOffered& mail) {
  const bool refused = to_string(mail.reverse_path).starts_with('x');
  return outcome_of(refused ? status::kSystemFull : status::kSenderOk);
}

Outcome answer_to(const mailbox::ForwardPath& path) {
  const bool refused = to_string(path).starts_with('n');
  return outcome_of(refused ? status::kNoSuchMailbox : status::kRecipientOk);
}

Outcome answer_to(const LogInOffered& log_in) {
  const bool right = log_in.user.starts_with('g');
  return {right ? mailbox::EnhancedStatus{2, 7, 0} : mailbox::EnhancedStatus{5, 7, 8}, "", ""};
}

Outcome delivery_of(const mailbox::ForwardPath& recipient) {
  const std::string address = to_string(recipient);
  if (address.starts_with('f')) return outcome_of(status::kMailboxFullForNow);
  if (address.starts_with('p')) return outcome_of(status::kMailLoop);
  return {status::kOk, "<" + address + "> stored", {}};
}

constexpr std::string_view kStartContent = "354 Start mail input; end with <CRLF>.<CRLF>\r\n";

class Recorder {
 public:
  explicit Recorder(const SessionSettings& settings)
      : session_(settings), protocol_(settings.protocol) {
    drive();
  }

  // As a server does: what comes behind STARTTLS and before the handshake is dropped.
  void feed(std::string_view octets) {
    if (waits_for_tls_) return;
    session_.receive(octets);
    drive();
  }

  void do_handshake() {
    if (!std::exchange(waits_for_tls_, false)) return;
    session_.tls_started({.certificate_admitted = true});
    drive();
  }

  SessionRecord finish() {
    do_handshake();
    session_.receive_end();
    drive();
    if (!closed_) record_.violations.emplace_back("not closed after the end of input");
    return std::move(record_);
  }

 private:
  void drive();
  void note(NeedInput) {}
  void note(const MailOffered& mail);
  void note(const RecipientOffered& recipient);
  void note(ContentStarted);
  void note(const ContentReceived& content);
  void note(ContentEnded);
  void note(StartTls);
  void note(const LogInOffered& log_in);
  void note(const VerifyOffered& verify);
  void note(const ExpandOffered& expand);
  void note(const ClientReplaced& replaced);
  void note(TransactionEnded);
  void note(Closing);
  void take_output();
  void end_line();
  [[nodiscard]] std::size_t replies_owed() const;

  Session session_;
  Protocol protocol_;
  SessionRecord record_;
  bool closed_ = false;
  bool waits_for_tls_ = false;
  bool in_line_ = false;          // of a content piece
  bool content_started_ = false;  // in the open transaction
  bool answers_missing_ = false;  // allowed only where the session closes
  bool by_data_ = false;          // the content came so, not in chunks
  bool content_ended_ = false;    // and was good
  bool prdr_ = false;
  std::size_t recipients_ = 0;       // accepted
  std::size_t content_replies_ = 0;  // since the 354, or since the content ended
};

void Recorder::drive() {
  while (!closed_ && !waits_for_tls_) {
    const Event event = session_.next_event();
    take_output();
    if (answers_missing_ && !std::holds_alternative<Closing>(event)) {
      record_.violations.emplace_back("recipients without a reply, and the session goes on");
    }
    std::visit([this](const auto& what) { note(what); }, event);
    take_output();
    if (std::holds_alternative<NeedInput>(event)) return;
  }
}

void Recorder::note(const MailOffered& mail) {
  end_line();
  record_.events += fmt::format("mail <{}> size {} smtputf8 {}\n", to_string(mail.reverse_path),
                                mail.size ? std::to_string(*mail.size) : "-", mail.smtputf8);
  recipients_ = 0;
  content_started_ = false;
  prdr_ = mail.prdr;
  session_.answer(answer_to(mail));
}

void Recorder::note(const RecipientOffered& recipient) {
  record_.events += fmt::format("rcpt <{}>\n", to_string(recipient.forward_path));
  const Outcome answer = answer_to(recipient.forward_path);
  if (answer.success()) ++recipients_;
  session_.answer(answer);
}

void Recorder::note(StartTls) {
  end_line();
  record_.events += "start tls\n";
  waits_for_tls_ = true;
}

void Recorder::note(const LogInOffered& log_in) {
  record_.events += fmt::format("log-in '{}' '{}'\n", log_in.user, log_in.password.view());
  session_.answer(answer_to(log_in));
}

void Recorder::note(const VerifyOffered& verify) {
  record_.events += fmt::format("verify <{}>\n", to_string(verify.forward_path));
  session_.answer_list(answer_to(verify.forward_path), {"ann@example.net"});
}

void Recorder::note(const ExpandOffered& expand) {
  record_.events += fmt::format("expand <{}>\n", to_string(expand.forward_path));
  session_.answer_list(answer_to(expand.forward_path), {"ann@example.net"});
}

void Recorder::note(const ClientReplaced& replaced) {
  record_.events += fmt::format("client replaced by '{}'\n", replaced.client.name.value_or("-"));
}

void Recorder::note(ContentStarted) {
  record_.events += "content started\n";
  record_.events += fmt::format("client '{}' user '{}' forwarded '{}' encrypted {}\n",
                                session_.client_name(), session_.logged_in_user().value_or("-"),
                                session_.forwarded().ident.value_or("-"), session_.encrypted());
  content_started_ = true;
  content_ended_ = false;
  content_replies_ = 0;
  by_data_ = record_.output.ends_with(kStartContent);
  const mailbox::Envelope& envelope = session_.envelope();
  if (envelope.forward_paths.size() != recipients_) {
    record_.violations.emplace_back("the envelope has not the accepted recipients");
  }
  if (to_string(envelope.reverse_path).starts_with('r')) {
    session_.refuse_content(outcome_of(status::kSystemFull));
  }
}

void Recorder::note(const ContentReceived& content) {
  if (content.octets.empty()) record_.violations.emplace_back("an empty piece of content");
  record_.events.append(in_line_ ? "" : "content ").append(content.octets);
  in_line_ = true;
}

void Recorder::note(ContentEnded) {
  end_line();
  record_.events += "content ended\n";
  content_ended_ = true;
  content_replies_ = 0;
  const auto recipients = session_.envelope().forward_paths;
  for (std::size_t i = recipients.size(); i > 0; --i) {
    session_.answer_recipient(i - 1, delivery_of(recipients[i - 1]));
    if (i > 1) {
      const std::string early = session_.take_output();
      if (!early.empty()) record_.violations.push_back("a reply before its turn: " + early);
    }
  }
}

void Recorder::note(TransactionEnded) {
  end_line();
  record_.events += "transaction ended\n";
  // Refused chunks have replies of their own, so that nothing can be said by counting.
  const bool countable = content_ended_ || by_data_;
  if (content_started_ && countable && content_replies_ != replies_owed()) {
    if (content_replies_ == 0) {
      answers_missing_ = true;
    } else {
      record_.violations.push_back(fmt::format("{} replies for {} recipients, not {}",
                                               content_replies_, recipients_, replies_owed()));
    }
  }
  content_started_ = false;
}

// The 353 of PRDR came before the content's end was reported.
std::size_t Recorder::replies_owed() const {
  if (protocol_ == Protocol::kLmtp) return recipients_;
  const bool one_each = prdr_ && recipients_ > 1 && content_ended_;
  return one_each ? recipients_ + 1 : 1;
}

void Recorder::note(Closing) {
  end_line();
  record_.events += "closing\n";
  closed_ = true;
}

void Recorder::take_output() {
  const std::string output = session_.take_output();
  if (content_started_) content_replies_ += count_replies(output);
  record_.output += output;
}

void Recorder::end_line() {
  if (in_line_) record_.events += '\n';
  in_line_ = false;
}

}  // namespace

SessionRecord record_session(const SessionSettings& settings,
                             const std::vector<std::string_view>& pieces,
                             const std::vector<std::string_view>& after_handshake) {
  Recorder recorder(settings);
  for (const std::string_view piece : pieces) recorder.feed(piece);
  recorder.do_handshake();
  for (const std::string_view piece : after_handshake) recorder.feed(piece);
  return recorder.finish();
}

std::vector<std::string_view> octet_by_octet(std::string_view octets) {
  std::vector<std::string_view> pieces;
  pieces.reserve(octets.size());
  for (std::size_t i = 0; i < octets.size(); ++i) pieces.push_back(octets.substr(i, 1));
  return pieces;
}

std::size_t count_replies(std::string_view octets) {
  std::size_t replies = 0;
  for (std::size_t end = octets.find("\r\n"); end != std::string_view::npos;
       end = octets.find("\r\n")) {
    const bool continues = end > 3 && octets[3] == '-';
    if (!continues) ++replies;
    octets.remove_prefix(end + 2);
  }
  return replies;
}

}  // namespace lmtp
