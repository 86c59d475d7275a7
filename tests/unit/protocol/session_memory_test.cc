// What a client says over and over again leaves nothing behind: a session's memory is bounded by
// its limits, not by how long it lasts. The history is CVE-2017-15132 (aborted log-ins leaked),
// CVE-2017-14461 (bad addresses did), CVE-2020-10957 and CVE-2020-10958 (floods of NOOP and of
// empty lines).
#include "lmtpd/protocol/session.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <limits>
#include <optional>
#include <string_view>

namespace lmtp {
namespace {

constexpr std::size_t kTimes = 10'000;
constexpr std::size_t kGrowthOctetsMax = 64 * 1024;

std::size_t octets_in_use() {
  return mallinfo2().uordblks;
}

class SessionMemoryTest : public testing::Test {
 protected:
  SessionMemoryTest() {
    SessionSettings settings;
    settings.host_name = "mx.example.net";
    settings.log_in_in_clear = true;
    settings.extensions.add(Extension::kAuth);
    settings.extensions.add(Extension::kXForward);
    settings.limits.session_errors = std::numeric_limits<std::size_t>::max();
    settings.limits.session_log_in_failures = std::numeric_limits<std::size_t>::max();
    session_.emplace(settings);
    say("LHLO client.example\r\n");
  }

  // Says it, refuses what is asked, and throws the replies away.
  void say(std::string_view octets) {
    session_->receive(octets);
    for (;;) {
      const Event event = session_->next_event();
      replies_ += session_->take_output().size();
      if (std::holds_alternative<NeedInput>(event)) return;
      ASSERT_FALSE(std::holds_alternative<Closing>(event));
      if (std::holds_alternative<MailOffered>(event)) {
        session_->answer(outcome_of(mailbox::status::kSenderOk));
      } else if (std::holds_alternative<RecipientOffered>(event)) {
        session_->answer(outcome_of(mailbox::status::kNoSuchMailbox));
      } else if (std::holds_alternative<LogInOffered>(event)) {
        session_->answer(outcome_of(mailbox::status::kLogInFailed));
      }
    }
  }

  void expect_no_growth(std::string_view octets, std::size_t times = kTimes) {
    for (int i = 0; i < 100; ++i) say(octets);  // buffers reach their size
    const std::size_t before = octets_in_use();
    for (std::size_t i = 0; i < times && !HasFatalFailure(); ++i) say(octets);
    EXPECT_LT(octets_in_use(), before + kGrowthOctetsMax) << octets;
    EXPECT_GT(replies_, times);  // there was a session that answered
  }

  std::optional<Session> session_;
  std::size_t replies_ = 0;
};

TEST_F(SessionMemoryTest, AbortedLogInsLeaveNothing) {
  expect_no_growth("AUTH LOGIN\r\nYW5uQGV4YW1wbGUubmV0\r\n*\r\n", 10 * kTimes);
}

TEST_F(SessionMemoryTest, FailedLogInsLeaveNothing) {
  expect_no_growth("AUTH PLAIN AGFubgBzZWNyZXQ=\r\nAUTH PLAIN !\r\n");
}

TEST_F(SessionMemoryTest, EmptyLinesAndNoopsLeaveNothing) {
  expect_no_growth("\r\nNOOP with an argument\r\n");
}

TEST_F(SessionMemoryTest, RefusedRecipientsLeaveNothing) {
  say("MAIL FROM:<ann@x>\r\n");
  expect_no_growth("RCPT TO:<nobody@example.net>\r\nRCPT TO:<\"\">\r\n");
}

TEST_F(SessionMemoryTest, ForwardedClientsLeaveNothing) {
  expect_no_growth("XFORWARD NAME=client.example IDENT=1234567890\r\nRSET\r\n");
}

TEST_F(SessionMemoryTest, AChunkOutOfPlaceLeavesNothing) {
  expect_no_growth("BDAT 10\r\n0123456789");
}

}  // namespace
}  // namespace lmtp
