#include "dialogs/live_player.h"

#include "dialogs/fixture.h"
#include "dialogs/live_site.h"
#include "dialogs/live_stream.h"
#include "dialogs/reply_match.h"

#include <algorithm>
#include <exception>
#include <variant>

namespace dialogs {

namespace {

// The client's part of one dialogue.
class Conversation {
 public:
  Conversation(int descriptor, std::string certificate_file)
      : stream_(descriptor), certificate_file_(std::move(certificate_file)) {}

  std::vector<std::string> hold(const Script& script, Transport transport);

 private:
  void take(const ClientSends& sends) { stream_.send(sends.octets); }
  void take(const ClientStartsTls&);
  void take(const ServerReplies& expected);
  void take(const ServerCloses&);

  LiveStream stream_;
  const std::string certificate_file_;
  std::string input_;
  std::vector<std::string> problems_;
};

std::vector<std::string> Conversation::hold(const Script& script, Transport transport) {
  if (transport == Transport::kTls) take(ClientStartsTls{});
  for (const Step& step : script.steps) {
    if (!problems_.empty()) return problems_;  // what follows a missing reply says nothing
    std::visit([this](const auto& what) { take(what); }, step);
  }
  stream_.end_input();
  take(ServerCloses{});
  return problems_;
}

void Conversation::take(const ClientStartsTls&) {
  if (!input_.empty()) problems_.push_back("unexpected before TLS: " + input_);
  stream_.start_tls(certificate_file_, std::string(kHostName));
}

void Conversation::take(const ServerReplies& expected) {
  auto reply = take_reply(input_);
  while (!reply && stream_.read(input_) == LiveStream::Read::kSome) reply = take_reply(input_);
  if (!reply) {
    problems_.push_back("line " + std::to_string(expected.line) + ": no reply came");
  } else if (!matches(expected, *reply)) {
    problems_.push_back(mismatch(expected, *reply));
  }
}

void Conversation::take(const ServerCloses&) {
  auto last = LiveStream::Read::kSome;
  while (last == LiveStream::Read::kSome) last = stream_.read(input_);
  if (last == LiveStream::Read::kNothing) problems_.emplace_back("the server does not close");
  if (last == LiveStream::Read::kCut) problems_.emplace_back("closed without TLS' close_notify");
  if (!input_.empty()) problems_.push_back("unexpected: " + input_);
}

std::vector<StoredMessage> stored_in(const LiveSite& site, const std::string& address) {
  std::vector<StoredMessage> messages;
  for (const std::string& message : site.messages(address)) {
    messages.push_back(cut_below_trace(message));
  }
  return messages;
}

}  // namespace

Passwords passwords_for(const Script& script) {
  const auto pieces = client_pieces(script);
  const bool logs_in = std::any_of(pieces.begin(), pieces.end(), [](const std::string& piece) {
    return piece.find("AUTH ") != std::string::npos || piece.find("auth ") != std::string::npos;
  });
  return logs_in ? Passwords::kSet : Passwords::kUnset;
}

std::vector<std::string> play_live(const Script& script, const LiveFixture& fixture,
                                   Transport transport) {
  LiveSite site(fixture, script.settings, script.protocol);
  std::vector<std::string> problems;
  try {
    problems = Conversation(site.connect(transport), fixture.certificate().certificate)
                   .hold(script, transport);
  } catch (const std::exception& error) {
    problems.emplace_back(error.what());
  }
  const int status = site.stop();  // what runs is finished first: then the stores are looked at
  if (status != 0) problems.push_back("lmtpd ended with " + std::to_string(status));
  for (std::string& problem : compare_stored(
           script.stored, [&](const std::string& address) { return stored_in(site, address); })) {
    problems.push_back(std::move(problem));
  }
  if (!problems.empty()) problems.push_back("lmtpd's log:\n" + site.log());
  return problems;
}

}  // namespace dialogs
