// AUTH, and who may deliver: what the session does, line by line.
#include "lmtpd/protocol/session.h"
#include "unit/protocol/session_client_fixture.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace lmtp {
namespace {

TEST_F(SessionClientTest, AuthIsOfferedOnlyWhereAPasswordMayCome) {
  begin(settings());
  EXPECT_FALSE(announces(say("LHLO client.example\r\n"), "AUTH"));
  EXPECT_EQ(say(kPlainAnn), "538 5.7.11 Encryption required for authentication\r\n");
  start_tls();
  EXPECT_TRUE(announces(say("LHLO client.example\r\n"), "AUTH PLAIN LOGIN"));
  log_in();
  EXPECT_EQ(session_->logged_in_user(), "ann");

  auto over_unix = settings();
  over_unix.log_in_in_clear = true;
  begin(over_unix);
  EXPECT_TRUE(announces(say("LHLO client.example\r\n"), "AUTH PLAIN LOGIN"));
  log_in();
}

class LogInTest : public SessionClientTest {
 protected:
  LogInTest() {
    begin_in_clear(5);
    say("LHLO client.example\r\n");
  }

  void begin_in_clear(std::size_t failures) {
    auto in_clear = settings();
    in_clear.log_in_in_clear = true;
    in_clear.limits.session_log_in_failures = failures;
    in_clear.limits.session_errors = 1000;
    begin(in_clear);
  }
};

TEST_F(LogInTest, AsksForUserAndPassword) {
  EXPECT_EQ(say("auth login\r\n"), "334 VXNlcm5hbWU6\r\n");
  EXPECT_EQ(say("YW5u\r\n"), "334 UGFzc3dvcmQ6\r\n");
  EXPECT_EQ(say("c2VjcmV0\r\n"), "");
  ASSERT_TRUE(is<LogInOffered>());
  EXPECT_EQ(std::get<LogInOffered>(event_).user, "ann");
  EXPECT_EQ(std::get<LogInOffered>(event_).password.view(), "secret");
  EXPECT_EQ(answer(status::kLoggedIn), "235 2.7.0 Authentication succeeded\r\n");
}

TEST_F(LogInTest, IsAnsweredByItsOutcome) {
  say(kPlainAnn);
  EXPECT_EQ(answer(status::kLogInFailed), "535 5.7.8 Authentication failed\r\n");
  EXPECT_EQ(session_->logged_in_user(), std::nullopt);
  say(kPlainAnn);
  EXPECT_EQ(answer(status::kSystemFault).substr(0, 10), "454 4.7.0 ");
  EXPECT_EQ(session_->logged_in_user(), std::nullopt);
  log_in();
  EXPECT_EQ(say(kPlainAnn), "503 5.5.1 Logged in already\r\n");
  say("RSET\r\nLHLO again.example\r\n");
  EXPECT_EQ(session_->logged_in_user(), "ann");
}

TEST_F(LogInTest, NoLineOfAnExchangeIsACommand) {
  EXPECT_EQ(say("AUTH LOGIN\r\n"), "334 VXNlcm5hbWU6\r\n");
  EXPECT_EQ(say("QUIT\r\n"), "334 UGFzc3dvcmQ6\r\n");  // which is base64
  EXPECT_EQ(say("RSET\r\n"), "");
  ASSERT_TRUE(is<LogInOffered>());
  EXPECT_EQ(answer(status::kLogInFailed), "535 5.7.8 Authentication failed\r\n");
  EXPECT_EQ(say("NOOP\r\n"), "250 2.0.0 OK\r\n");
}

// CVE-2011-1720: nothing of a failed exchange is left for the next one.
TEST_F(LogInTest, AMechanismBeginsAnewAfterAFailedOne) {
  EXPECT_EQ(say("AUTH LOGIN YW5u\r\n"), "334 UGFzc3dvcmQ6\r\n");
  EXPECT_EQ(say("*\r\n"), "501 5.7.0 Authentication cancelled\r\n");
  EXPECT_EQ(say("AUTH PLAIN\r\n"), "334 \r\n");
  EXPECT_EQ(say("!\r\n"), "501 5.5.2 Response is not base64\r\n");
  EXPECT_EQ(say("AUTH LOGIN\r\n"), "334 VXNlcm5hbWU6\r\n");
  EXPECT_EQ(say("Ym9i\r\n"), "334 UGFzc3dvcmQ6\r\n");
  EXPECT_EQ(say("c2VjcmV0\r\n"), "");
  ASSERT_TRUE(is<LogInOffered>());
  EXPECT_EQ(std::get<LogInOffered>(event_).user, "bob");
}

TEST_F(LogInTest, RefusesWhatIsNoAuthCommand) {
  EXPECT_EQ(say("AUTH\r\n"), "501 5.5.4 Syntax: AUTH mechanism [initial-response]\r\n");
  EXPECT_EQ(say("AUTH CRAM-MD5\r\n"), "504 5.5.4 Mechanism not recognized\r\n");
  EXPECT_EQ(say("AUTH  PLAIN\r\n"), "504 5.5.4 Mechanism not recognized\r\n");
  EXPECT_EQ(say("AUTH PLAIN  AGFubgBzZWNyZXQ=\r\n"), "501 5.5.2 Response is not base64\r\n");
  say("MAIL FROM:<>\r\n");
  answer(status::kSenderOk);
  EXPECT_EQ(say(kPlainAnn), "503 5.5.1 A transaction is open already\r\n");
}

TEST_F(LogInTest, EndsAnExchangeByALineThatIsNone) {
  say("AUTH PLAIN\r\n");
  EXPECT_EQ(say("AGFubgBzZWNyZXQ=\n"), "501 5.5.2 Response is not base64\r\n");
  EXPECT_EQ(say("NOOP\r\n"), "250 2.0.0 OK\r\n");
  say("AUTH PLAIN\r\n");
  EXPECT_EQ(say(std::string(12288, 'Q')), "500 5.5.6 Response too long\r\n");
  EXPECT_EQ(say("QQ==\r\nNOOP\r\n"), "250 2.0.0 OK\r\n");
  EXPECT_EQ(say("AUTH PLAIN " + std::string(12288, 'Q')), "500 5.5.6 Response too long\r\n");
  EXPECT_EQ(say("\r\nNOOP\r\n"), "250 2.0.0 OK\r\n");
}

TEST_F(LogInTest, TakesAResponseLongerThanACommand) {
  say("AUTH LOGIN YW5u\r\n");
  EXPECT_EQ(say(std::string(12284, 'Q') + "\r\n"), "");
  EXPECT_TRUE(is<LogInOffered>());
}

TEST_F(LogInTest, EveryFailureCountsAndTheyAreNotForgiven) {
  begin_in_clear(3);
  say("LHLO client.example\r\n");
  EXPECT_EQ(say("AUTH PLAIN !\r\n").substr(0, 3), "501");
  EXPECT_EQ(say("AUTH LOGIN\r\n*\r\nRSET\r\nLHLO again.example\r\n").substr(18, 3), "501");
  start_tls();
  say("LHLO client.example\r\n");
  say(kPlainAnn);
  EXPECT_EQ(answer(status::kLogInFailed).substr(0, 3), "535");
  say(kPlainAnn);
  EXPECT_EQ(answer(status::kLogInFailed),
            "421 4.7.0 mx.example.net Too many failed log-ins, closing connection\r\n");
  EXPECT_TRUE(is<Closing>());
  EXPECT_EQ(session_->closing_reason(),
            "mx.example.net Too many failed log-ins, closing connection");
}

TEST_F(LogInTest, AClientThatGoesInTheMiddleOfAnExchangeIsGone) {
  say("AUTH LOGIN\r\nYW5");
  session_->receive_end();
  EXPECT_TRUE(std::holds_alternative<Closing>(session_->next_event()));
}

TEST_F(LogInTest, IsGivenUpWhileThePasswordIsChecked) {
  say(kPlainAnn);
  session_->give_up(status::kNotAccepting, "Shutting down");
  session_->answer(outcome_of(status::kLoggedIn));
  EXPECT_EQ(session_->take_output(), "421 4.3.2 mx.example.net Shutting down\r\n");
}

// -- who may deliver --

TEST_F(SessionClientTest, MailNeedsALogInWhereOneIsRequired) {
  auto strict = settings();
  strict.log_in_required = true;
  begin(strict);
  EXPECT_EQ(say("NOOP\r\nRSET\r\nHELP RSET\r\n"),
            "250 2.0.0 OK\r\n250 2.0.0 Reset\r\n214 2.0.0 RSET\r\n");
  say("LHLO client.example\r\n");
  EXPECT_EQ(say("MAIL FROM:<>\r\n"), "530 5.7.0 Must issue a STARTTLS command first\r\n");
  start_tls();
  say("LHLO client.example\r\n");
  EXPECT_EQ(say("MAIL FROM:<>\r\n"), "530 5.7.0 Authentication required\r\n");
  EXPECT_EQ(say("VRFY ann\r\n"), "530 5.7.0 Authentication required\r\n");
  log_in();
  EXPECT_EQ(say("MAIL FROM:<>\r\n"), "");
  EXPECT_TRUE(is<MailOffered>());
}

TEST_F(SessionClientTest, AnyOneAdmissionWillDo) {
  auto strict = settings();
  strict.admission = {.at_once = false, .by_certificate = true, .by_log_in = true};
  begin(strict);
  say("LHLO client.example\r\n");
  EXPECT_EQ(say("MAIL FROM:<>\r\n"), "530 5.7.0 Must issue a STARTTLS command first\r\n");
  start_tls({.certificate_admitted = true});
  say("LHLO client.example\r\nMAIL FROM:<>\r\n");
  EXPECT_TRUE(is<MailOffered>());

  begin(strict);
  say("LHLO client.example\r\n");
  start_tls();
  say("LHLO client.example\r\n");
  log_in();
  say("MAIL FROM:<>\r\n");
  EXPECT_TRUE(is<MailOffered>());
}

TEST_F(SessionClientTest, AsksForACertificateWhereNothingElseHelps) {
  auto strict = settings();
  strict.admission = {.at_once = false, .by_certificate = true, .by_log_in = false};
  strict.encrypted = true;
  begin(strict);
  say("LHLO client.example\r\n");
  log_in();
  EXPECT_EQ(say("MAIL FROM:<>\r\n"), "530 5.7.0 A client certificate is required\r\n");
  strict.certificate_admitted = true;
  begin(strict);
  say("LHLO client.example\r\nMAIL FROM:<>\r\n");
  EXPECT_TRUE(is<MailOffered>());
}

TEST_F(SessionClientTest, CommandsPipelinedBehindAMailThatNeedsALogInAreNoErrors) {
  auto strict = settings();
  strict.log_in_required = true;
  strict.limits.session_errors = 2;
  begin(strict);
  say("LHLO client.example\r\n");
  EXPECT_EQ(
      say("MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nRCPT TO:<b@x>\r\nRCPT TO:<c@x>\r\nDATA\r\nNOOP\r\n")
          .substr(0, 4),
      "530 ");
  EXPECT_TRUE(is<NeedInput>());
}

}  // namespace
}  // namespace lmtp
