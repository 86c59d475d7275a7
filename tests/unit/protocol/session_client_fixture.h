// session_client_fixture.h: a session with all that a client may show and tell about itself, and a
// client that talks with it line by line.
#pragma once

#include "lmtpd/protocol/session.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace lmtp {

namespace status = mailbox::status;

inline constexpr std::string_view kPlainAnn = "AUTH PLAIN AGFubgBzZWNyZXQ=\r\n";  // ann, secret

class SessionClientTest : public testing::Test {
 protected:
  static SessionSettings settings() {
    SessionSettings settings;
    settings.host_name = "mx.example.net";
    for (const Extension extension :
         {Extension::kStartTls, Extension::kAuth, Extension::kXClient, Extension::kXForward}) {
      settings.extensions.add(extension);
    }
    return settings;
  }

  void begin(const SessionSettings& settings) {
    session_.emplace(settings);
    static_cast<void>(session_->take_output());
  }

  // The replies to the octets, up to an event that needs an answer.
  std::string say(std::string_view octets) {
    session_->receive(octets);
    event_ = session_->next_event();
    return session_->take_output();
  }

  std::string answer(mailbox::EnhancedStatus status) {
    session_->answer(outcome_of(status));
    event_ = session_->next_event();
    return session_->take_output();
  }

  template <class Wanted>
  [[nodiscard]] bool is() const {
    return std::holds_alternative<Wanted>(event_);
  }

  void start_tls(const TlsFacts& facts = {}) {
    EXPECT_EQ(say("STARTTLS\r\n"), "220 2.0.0 Ready to start TLS\r\n");
    ASSERT_TRUE(is<StartTls>());
    session_->tls_started(facts);
  }

  void log_in() {
    EXPECT_EQ(say(kPlainAnn), "");
    ASSERT_TRUE(is<LogInOffered>());
    EXPECT_EQ(answer(status::kLoggedIn), "235 2.7.0 Authentication succeeded\r\n");
  }

  std::optional<Session> session_;
  Event event_;
};

inline bool announces(const std::string& greeting, std::string_view keyword) {
  const std::string line(keyword);
  return greeting.find("-" + line) != std::string::npos ||
         greeting.find(" " + line) != std::string::npos;
}

}  // namespace lmtp
