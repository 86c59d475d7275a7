#include "dialogs/live_player.h"

#include "dialogs/fixture.h"
#include "dialogs/live_site.h"
#include "dialogs/reply_match.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <variant>

namespace dialogs {

namespace {

constexpr int kPatienceMilliseconds = 20 * 1000;

// The client's end of the conversation.
class Conversation {
 public:
  explicit Conversation(int descriptor) : descriptor_(descriptor) {}
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  ~Conversation() { ::close(descriptor_); }

  void send(std::string_view octets) const {
    while (!octets.empty()) {
      const ssize_t sent = ::send(descriptor_, octets.data(), octets.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;  // the server has closed; what it said before is still to be read
      octets.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  void end_input() const { ::shutdown(descriptor_, SHUT_WR); }

  [[nodiscard]] std::optional<std::vector<std::string>> read_reply() {
    for (;;) {
      if (auto reply = take_reply(input_)) return reply;
      if (!read_more()) return std::nullopt;
    }
  }

  // Until the server closes; none: it does not.
  [[nodiscard]] std::optional<std::string> read_to_the_end() {
    while (read_more()) {
    }
    if (!closed_) return std::nullopt;
    return input_;
  }

 private:
  bool read_more() {
    pollfd readable{descriptor_, POLLIN, 0};
    if (::poll(&readable, 1, kPatienceMilliseconds) == 0) return false;
    std::array<char, 4096> buffer{};
    const ssize_t octets = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
    if (octets <= 0) {
      closed_ = true;
      return false;
    }
    input_.append(buffer.data(), static_cast<std::size_t>(octets));
    return true;
  }

  int descriptor_;
  std::string input_;
  bool closed_ = false;
};

void expect_reply(Conversation& conversation, const ServerReplies& expected,
                  std::vector<std::string>& problems) {
  const auto reply = conversation.read_reply();
  if (!reply) {
    problems.push_back("line " + std::to_string(expected.line) + ": no reply came");
  } else if (!matches(expected, *reply)) {
    problems.push_back(mismatch(expected, *reply));
  }
}

void expect_end(Conversation& conversation, std::vector<std::string>& problems) {
  const auto rest = conversation.read_to_the_end();
  if (!rest) {
    problems.emplace_back("the server does not close");
  } else if (!rest->empty()) {
    problems.push_back("unexpected: " + *rest);
  }
}

std::vector<std::string> converse(const Script& script, int descriptor) {
  Conversation conversation(descriptor);
  std::vector<std::string> problems;
  for (const Step& step : script.steps) {
    if (!problems.empty()) return problems;  // what follows a missing reply says nothing
    if (const auto* sends = std::get_if<ClientSends>(&step)) {
      conversation.send(sends->octets);
    } else if (const auto* replies = std::get_if<ServerReplies>(&step)) {
      expect_reply(conversation, *replies, problems);
    } else {
      expect_end(conversation, problems);
    }
  }
  conversation.end_input();
  expect_end(conversation, problems);
  return problems;
}

// The content, without the trace header fields: Received is the last of them, and may go on in
// lines that begin with a blank.
std::string below_trace(const std::string& message) {
  auto end = message.find("\nReceived: ");
  if (end == std::string::npos) return message;
  do {
    end = message.find('\n', end + 1);
  } while (end != std::string::npos && end + 1 < message.size() &&
           (message[end + 1] == '\t' || message[end + 1] == ' '));
  return end == std::string::npos ? std::string() : message.substr(end + 1);
}

void expect_stored(const LiveSite& site, const Script& script, std::vector<std::string>& problems) {
  for (const FixtureMailbox& mailbox : kMailboxes) {
    const auto found = std::find_if(
        script.stored.begin(), script.stored.end(),
        [&](const StoredExpectation& stored) { return stored.address == mailbox.address; });
    const StoredExpectation expected = found != script.stored.end()
                                           ? *found
                                           : StoredExpectation{std::string(mailbox.address), 0, {}};
    const auto messages = site.messages(expected.address);
    if (messages.size() != expected.messages) {
      problems.push_back(expected.address + " has " + std::to_string(messages.size()) +
                         " messages, not " + std::to_string(expected.messages));
    } else if (expected.octets && below_trace(messages.front()) != *expected.octets) {
      problems.push_back(expected.address + " has other octets: " + messages.front());
    }
  }
}

}  // namespace

std::vector<std::string> play_live(const Script& script, Transport transport) {
  LiveSite site(script.settings);
  auto problems =
      converse(script, transport == Transport::kUnix ? site.connect_unix() : site.connect_tcp());
  const int status = site.stop();  // what runs is finished first: then the stores are looked at
  if (status != 0) problems.push_back("lmtpd ended with " + std::to_string(status));
  expect_stored(site, script, problems);
  if (!problems.empty()) problems.push_back("lmtpd's log:\n" + site.log());
  return problems;
}

}  // namespace dialogs
