#include "dialogs/in_process_player.h"

#include "dialogs/fixture.h"
#include "dialogs/reply_match.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

namespace dialogs {

namespace {

// "3", "64K", "1M".
std::size_t size_of(const std::string& text) {
  const std::size_t number = std::stoul(text);
  if (text.ends_with('K')) return number * 1024;
  return text.ends_with('M') ? number * 1024 * 1024 : number;
}

// False: the in-process session has no such setting.
bool apply(const Setting& setting, lmtp::SessionSettings& settings) {
  const std::map<std::string, std::function<void()>> setters{
      {"max-recipients", [&] { settings.limits.transaction_recipients = size_of(setting.value); }},
      {"max-errors", [&] { settings.limits.session_errors = size_of(setting.value); }},
      {"max-transactions", [&] { settings.limits.session_transactions = size_of(setting.value); }},
      {"max-command-line", [&] { settings.limits.command_line_octets = size_of(setting.value); }},
      {"max-message-size", [&] { settings.limits.message_octets = size_of(setting.value); }},
      {"bare-line-feed", [&] { settings.bare_line_feed_accepted = setting.value == "accept"; }},
  };
  const auto setter = setters.find(setting.name);
  if (setter == setters.end()) return false;
  setter->second();
  return true;
}

class Player {
 public:
  Player(lmtp::SessionSettings settings, Feeding feeding)
      : session_(std::move(settings)), feeding_(feeding) {}

  std::vector<std::string> play(const Script& script);

 private:
  void send(std::string_view octets);
  void drive();
  void deliver();
  void expect(const ServerReplies& expected);
  void expect_closed();
  void expect_stored(const StoredExpectation& expectation);
  void expect_nothing_else(const Script& script);

  lmtp::Session session_;
  Feeding feeding_;
  InProcessSite site_;
  std::string content_;
  std::string output_;
  bool closed_ = false;
  std::vector<std::string> problems_;
};

std::vector<std::string> Player::play(const Script& script) {
  drive();
  if (feeding_ == Feeding::kWhole) send(client_octets(script));
  for (const Step& step : script.steps) {
    if (!problems_.empty()) break;  // what follows a missing reply says nothing
    if (const auto* sends = std::get_if<ClientSends>(&step)) {
      if (feeding_ == Feeding::kOctetByOctet) send(sends->octets);
    } else if (const auto* replies = std::get_if<ServerReplies>(&step)) {
      expect(*replies);
    } else {
      expect_closed();
    }
  }
  session_.receive_end();
  drive();
  if (!closed_) problems_.emplace_back("the session does not close when the client has gone");
  expect_nothing_else(script);
  for (const StoredExpectation& expectation : script.stored) expect_stored(expectation);
  return problems_;
}

void Player::send(std::string_view octets) {
  const std::size_t step = feeding_ == Feeding::kWhole ? octets.size() : 1;
  for (std::size_t at = 0; at < octets.size() && !closed_; at += step) {
    session_.receive(octets.substr(at, step));
    drive();
  }
}

// Does what session.h asks of its caller, until there is nothing more to do.
void Player::drive() {
  for (;;) {
    const lmtp::Event event = session_.next_event();
    output_ += session_.take_output();
    if (std::holds_alternative<lmtp::NeedInput>(event)) return;
    if (std::holds_alternative<lmtp::Closing>(event)) {
      closed_ = true;
      return;
    }
    if (std::holds_alternative<lmtp::MailOffered>(event)) {
      session_.answer(outcome_of(mailbox::status::kSenderOk));
    } else if (const auto* offered = std::get_if<lmtp::RecipientOffered>(&event)) {
      session_.answer(site_.resolve(offered->forward_path));
    } else if (std::holds_alternative<lmtp::ContentStarted>(event)) {
      content_.clear();
    } else if (const auto* received = std::get_if<lmtp::ContentReceived>(&event)) {
      content_ += received->octets;
    } else if (std::holds_alternative<lmtp::ContentEnded>(event)) {
      deliver();
    }
  }
}

// Octet by octet also means: from the last recipient to the first. As the server does, who is named
// twice gets one copy, and both replies speak of it.
void Player::deliver() {
  const auto recipients = session_.envelope().forward_paths;
  std::map<std::string, mailbox::Outcome> delivered;
  for (std::size_t i = 0; i < recipients.size(); ++i) {
    const std::size_t index = feeding_ == Feeding::kWhole ? i : recipients.size() - 1 - i;
    const std::string recipient = to_string(recipients[index]);
    if (delivered.count(recipient) == 0) {
      delivered[recipient] = site_.deliver(recipients[index], content_);
    }
    session_.answer_recipient(index, delivered[recipient]);
    output_ += session_.take_output();
  }
}

void Player::expect(const ServerReplies& expected) {
  const auto reply = take_reply(output_);
  if (!reply) {
    problems_.push_back("line " + std::to_string(expected.line) + ": no reply came");
  } else if (!matches(expected, *reply)) {
    problems_.push_back(mismatch(expected, *reply));
  }
}

void Player::expect_closed() {
  if (!closed_) problems_.emplace_back("the server does not close");
  if (!output_.empty()) problems_.push_back("unexpected before the close: " + output_);
}

void Player::expect_nothing_else(const Script& script) {
  if (!output_.empty()) problems_.push_back("unexpected: " + output_);
  for (const FixtureMailbox& mailbox : kMailboxes) {
    const bool named = std::any_of(
        script.stored.begin(), script.stored.end(),
        [&](const StoredExpectation& stored) { return stored.address == mailbox.address; });
    if (!named && !site_.messages(std::string(mailbox.address)).empty()) {
      problems_.push_back("unexpected mail in " + std::string(mailbox.address));
    }
  }
}

void Player::expect_stored(const StoredExpectation& expectation) {
  const auto& messages = site_.messages(expectation.address);
  if (messages.size() != expectation.messages) {
    problems_.push_back(expectation.address + " has " + std::to_string(messages.size()) +
                        " messages, not " + std::to_string(expectation.messages));
  } else if (expectation.octets && messages.front() != *expectation.octets) {
    problems_.push_back(expectation.address + " has other octets: " + messages.front());
  }
}

}  // namespace

std::vector<std::string> play_in_process(const Script& script, Feeding feeding) {
  lmtp::SessionSettings settings;
  settings.host_name = "mx.example.net";
  for (const Setting& setting : script.settings) {
    if (!apply(setting, settings)) return {"unknown setting: " + setting.name};
  }
  return Player(std::move(settings), feeding).play(script);
}

}  // namespace dialogs
