#include "dialogs/in_process_player.h"

#include "dialogs/fixture.h"
#include "dialogs/in_process_settings.h"
#include "dialogs/in_process_site.h"
#include "dialogs/reply_match.h"
#include "lmtpd/protocol/session.h"

#include <utility>

namespace dialogs {

namespace {

namespace status = mailbox::status;

// As the stores keep text.
std::string with_line_feeds(std::string_view content) {
  std::string text;
  for (std::size_t i = 0; i < content.size(); ++i) {
    const bool line_end = content.substr(i).starts_with("\r\n");
    if (!line_end) text.push_back(content[i]);
  }
  return text;
}

class Player {
 public:
  Player(lmtp::SessionSettings settings, Feeding feeding)
      : smtp_(settings.protocol == lmtp::Protocol::kSmtp),
        session_(std::move(settings)),
        feeding_(feeding) {}

  std::vector<std::string> play(const Script& script);

 private:
  // -- the client's part --
  void take(const ClientSends& sends);
  void take(const ClientStartsTls&);
  void take(const ServerReplies& expected);
  void take(const ServerCloses&);
  void send(std::string_view octets);
  // -- the server's part: what session.h asks of the session's caller --
  void drive();
  void on(const lmtp::NeedInput&) {}
  void on(const lmtp::MailOffered& offered);
  void on(const lmtp::RecipientOffered& offered);
  void on(const lmtp::ContentStarted&) { content_.clear(); }
  void on(const lmtp::ContentReceived& received) { content_ += received.octets; }
  void on(const lmtp::ContentEnded&);
  void on(const lmtp::StartTls&) { waits_for_tls_ = true; }
  void on(const lmtp::LogInOffered& offered);
  void on(const lmtp::VerifyOffered& offered);
  void on(const lmtp::ExpandOffered& offered);
  void on(const lmtp::ClientReplaced&) {}
  void on(const lmtp::TransactionEnded&) { prdr_ = false; }
  void on(const lmtp::Closing&) { closed_ = true; }

  const bool smtp_;
  lmtp::Session session_;
  const Feeding feeding_;
  InProcessSite site_;
  std::vector<std::string> pieces_;  // of what the client sends; the next one is the last
  std::string content_;
  std::string output_;
  bool prdr_ = false;
  bool waits_for_tls_ = false;
  bool closed_ = false;
  std::vector<std::string> problems_;
};

std::vector<std::string> Player::play(const Script& script) {
  drive();
  const auto pieces = client_pieces(script);
  pieces_.assign(pieces.rbegin(), pieces.rend());
  if (feeding_ == Feeding::kWhole) send(pieces_.back());
  for (const Step& step : script.steps) {
    if (!problems_.empty()) break;  // what follows a missing reply says nothing
    std::visit([this](const auto& what) { take(what); }, step);
  }
  session_.receive_end();
  drive();
  if (!closed_) problems_.emplace_back("the session does not close when the client has gone");
  if (!output_.empty()) problems_.push_back("unexpected: " + output_);
  for (std::string& problem : compare_stored(
           script.stored, [this](const std::string& address) { return site_.messages(address); })) {
    problems_.push_back(std::move(problem));
  }
  return problems_;
}

void Player::take(const ClientSends& sends) {
  if (feeding_ == Feeding::kOctetByOctet) send(sends.octets);
}

void Player::take(const ClientStartsTls&) {
  if (!std::exchange(waits_for_tls_, false)) {
    problems_.emplace_back("the server does not wait for TLS");
    return;
  }
  session_.tls_started({});
  pieces_.pop_back();
  if (feeding_ == Feeding::kWhole) {
    send(pieces_.back());
  } else {
    drive();
  }
}

// What is sent behind STARTTLS and before the handshake reaches the server, but not the session.
void Player::send(std::string_view octets) {
  const std::size_t step = feeding_ == Feeding::kWhole ? octets.size() : 1;
  for (std::size_t at = 0; at < octets.size() && !closed_ && !waits_for_tls_; at += step) {
    session_.receive(octets.substr(at, step));
    drive();
  }
}

void Player::take(const ServerReplies& expected) {
  const auto reply = take_reply(output_);
  if (!reply) {
    problems_.push_back("line " + std::to_string(expected.line) + ": no reply came");
  } else if (!matches(expected, *reply)) {
    problems_.push_back(mismatch(expected, *reply));
  }
}

void Player::take(const ServerCloses&) {
  if (!closed_) problems_.emplace_back("the server does not close");
  if (!output_.empty()) problems_.push_back("unexpected before the close: " + output_);
}

void Player::drive() {
  while (!closed_ && !waits_for_tls_) {
    const lmtp::Event event = session_.next_event();
    output_ += session_.take_output();
    std::visit([this](const auto& what) { on(what); }, event);
    if (std::holds_alternative<lmtp::NeedInput>(event)) return;
  }
}

void Player::on(const lmtp::MailOffered& offered) {
  prdr_ = offered.prdr;
  session_.answer(outcome_of(status::kSenderOk));
}

void Player::on(const lmtp::RecipientOffered& offered) {
  session_.answer(site_.resolve(offered.forward_path));
}

// As the server does it: what names no domain is in the only one.
std::string completed(const mailbox::ForwardPath& path) {
  const auto* address = std::get_if<mailbox::Address>(&path.target);
  mailbox::Address whole = address != nullptr ? *address : mailbox::Address{"postmaster", ""};
  if (whole.domain.empty()) whole.domain = kDomain;
  return to_string(whole);
}

void Player::on(const lmtp::VerifyOffered& offered) {
  session_.answer_list(site_.resolve(offered.forward_path), {completed(offered.forward_path)});
}

void Player::on(const lmtp::ExpandOffered& offered) {
  session_.answer_list(site_.resolve(offered.forward_path), site_.members(offered.forward_path));
}

void Player::on(const lmtp::LogInOffered& offered) {
  session_.answer(site_.log_in(offered.user, offered.password.view()));
}

// Octet by octet also means: from the last recipient to the first.
void Player::on(const lmtp::ContentEnded&) {
  const auto recipients = session_.envelope().forward_paths;
  const bool all_or_none = smtp_ && !prdr_;
  const bool binary = session_.body() == lmtp::Body::kBinaryMime;
  const auto outcomes =
      site_.deliver(recipients, binary ? content_ : with_line_feeds(content_), all_or_none);
  for (std::size_t i = 0; i < recipients.size(); ++i) {
    const std::size_t index = feeding_ == Feeding::kWhole ? i : recipients.size() - 1 - i;
    session_.answer_recipient(index, outcomes[index]);
    output_ += session_.take_output();
  }
}

}  // namespace

std::vector<std::string> play_in_process(const Script& script, Transport transport,
                                         Feeding feeding) {
  auto settings = session_settings(script, transport);
  if (!settings) return {settings.error()};
  return Player(*std::move(settings), feeding).play(script);
}

}  // namespace dialogs
