// STARTTLS, XCLIENT and XFORWARD: what the session does with them, line by line.
#include "lmtpd/protocol/session.h"
#include "unit/protocol/session_client_fixture.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace lmtp {
namespace {

// -- STARTTLS --

TEST_F(SessionClientTest, NothingThatCameWithStarttlsIsExecuted) {
  begin(settings());
  say("LHLO client.example\r\n");
  EXPECT_EQ(say("STARTTLS\r\nLHLO injected.example\r\nQUIT\r\n"),
            "220 2.0.0 Ready to start TLS\r\n");
  ASSERT_TRUE(is<StartTls>());
  EXPECT_EQ(session_->waiting(), Waiting::kAnswer);
  session_->tls_started({});
  EXPECT_EQ(say("NOOP\r\n"), "250 2.0.0 OK\r\n");
  EXPECT_EQ(session_->client_name(), "");
  EXPECT_TRUE(session_->encrypted());
}

TEST_F(SessionClientTest, TlsMakesForgetWhatWasSaidInTheClear) {
  auto trusted = settings();
  trusted.log_in_in_clear = true;
  begin(trusted);
  say("LHLO client.example\r\n");
  log_in();
  say("XFORWARD NAME=before.example\r\n");
  start_tls();
  EXPECT_EQ(session_->client_name(), "");
  EXPECT_EQ(session_->logged_in_user(), std::nullopt);
  EXPECT_EQ(session_->forwarded(), ClientAttributes());
  EXPECT_EQ(say("MAIL FROM:<>\r\n"), "503 5.5.1 Say LHLO first\r\n");
  EXPECT_EQ(say("STARTTLS\r\n"), "503 5.5.1 Say LHLO first\r\n");
}

TEST_F(SessionClientTest, TlsMakesForgetAReplacedClient) {
  begin(settings());
  EXPECT_EQ(say("XCLIENT HELO=other.example\r\n"), "220 mx.example.net LMTP Finalhop ready\r\n");
  ASSERT_TRUE(is<ClientReplaced>());
  say("LHLO client.example\r\n");
  EXPECT_EQ(session_->client_name(), "other.example");
  start_tls();
  say("LHLO client.example\r\n");
  EXPECT_EQ(session_->client_name(), "client.example");
}

TEST_F(SessionClientTest, StarttlsIsOfferedOnlyInTheClear) {
  begin(settings());
  EXPECT_TRUE(announces(say("LHLO client.example\r\n"), "STARTTLS"));
  start_tls();
  EXPECT_FALSE(announces(say("LHLO client.example\r\n"), "STARTTLS"));
  EXPECT_EQ(say("STARTTLS\r\n"), "503 5.5.1 TLS is there already\r\n");

  auto without_certificate = settings();
  without_certificate.extensions.remove(Extension::kStartTls);
  begin(without_certificate);
  EXPECT_FALSE(announces(say("LHLO client.example\r\n"), "STARTTLS"));
  EXPECT_EQ(say("STARTTLS\r\n"), "502 5.5.1 Command not implemented\r\n");
}

TEST_F(SessionClientTest, StarttlsStandsAloneAndOutsideATransaction) {
  begin(settings());
  EXPECT_EQ(say("STARTTLS\r\n"), "503 5.5.1 Say LHLO first\r\n");
  say("LHLO client.example\r\n");
  EXPECT_EQ(say("STARTTLS now\r\n"), "501 5.5.4 This command takes no argument\r\n");
  say("MAIL FROM:<>\r\n");
  answer(status::kSenderOk);
  EXPECT_EQ(say("STARTTLS\r\n"), "503 5.5.1 A transaction is open already\r\n");
}

TEST_F(SessionClientTest, IsGivenUpWhileItWaitsForTls) {
  begin(settings());
  say("LHLO client.example\r\nSTARTTLS\r\n");
  session_->give_up(status::kNotAccepting, "Shutting down");
  EXPECT_EQ(session_->take_output(), "421 4.3.2 mx.example.net Shutting down\r\n");
  EXPECT_TRUE(std::holds_alternative<Closing>(session_->next_event()));
}

// -- XCLIENT --

TEST_F(SessionClientTest, XclientBeginsTheSessionAnewForAnotherClient) {
  auto in_clear = settings();
  in_clear.log_in_in_clear = true;
  begin(in_clear);
  say("LHLO proxy.example\r\n");
  log_in();
  EXPECT_EQ(say("XCLIENT NAME=a.example ADDR=192.0.2.7 PORT=4711\r\n"),
            "220 mx.example.net LMTP Finalhop ready\r\n");
  ASSERT_TRUE(is<ClientReplaced>());
  EXPECT_EQ(std::get<ClientReplaced>(event_).client.address, "192.0.2.7");
  EXPECT_EQ(session_->logged_in_user(), std::nullopt);
  EXPECT_EQ(say("MAIL FROM:<>\r\n"), "503 5.5.1 Say LHLO first\r\n");
  say("XCLIENT HELO=a.example LOGIN=ann@example.net\r\n");
  ASSERT_TRUE(is<ClientReplaced>());
  EXPECT_EQ(std::get<ClientReplaced>(event_).client.address, "192.0.2.7");
  EXPECT_EQ(session_->logged_in_user(), "ann@example.net");
  say("LHLO proxy.example\r\n");
  EXPECT_EQ(session_->client_name(), "a.example");
  EXPECT_EQ(say(kPlainAnn), "503 5.5.1 Logged in already\r\n");
}

TEST_F(SessionClientTest, ABadXclientChangesNothing) {
  begin(settings());
  say("LHLO client.example\r\n");
  EXPECT_EQ(say("XCLIENT HELO=a.example ADDR=nonsense\r\n"),
            "501 5.5.4 Bad value of an attribute\r\n");
  EXPECT_EQ(session_->client_name(), "client.example");
  say("MAIL FROM:<>\r\n");
  answer(status::kSenderOk);
  EXPECT_EQ(say("XCLIENT HELO=a.example\r\n"), "503 5.5.1 A transaction is open already\r\n");
}

TEST_F(SessionClientTest, OnlyTrustedClientsTellAboutClients) {
  auto untrusting = settings();
  untrusting.extensions.remove(Extension::kXClient);
  untrusting.extensions.remove(Extension::kXForward);
  begin(untrusting);
  const std::string greeting = say("LHLO client.example\r\n");
  EXPECT_FALSE(announces(greeting, "XCLIENT"));
  EXPECT_FALSE(announces(greeting, "XFORWARD"));
  EXPECT_EQ(say("XCLIENT NAME=a\r\n"), "550 5.7.0 Not from this client\r\n");
  EXPECT_EQ(say("XFORWARD NAME=a\r\n"), "550 5.7.0 Not from this client\r\n");
  begin(settings());
  const std::string trusting = say("LHLO client.example\r\n");
  EXPECT_TRUE(announces(trusting, "XCLIENT NAME ADDR PORT PROTO HELO LOGIN\r\n"));
  EXPECT_TRUE(announces(trusting, "XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE\r\n"));
}

// -- XFORWARD --

class XForwardTest : public SessionClientTest {
 protected:
  XForwardTest() {
    begin(settings());
    say("LHLO client.example\r\n");
    EXPECT_EQ(say("XFORWARD NAME=a.example IDENT=4BxR\r\nXFORWARD HELO=b.example\r\n"),
              "250 2.0.0 OK\r\n250 2.0.0 OK\r\n");
  }

  void open_transaction() {
    say("MAIL FROM:<>\r\n");
    answer(status::kSenderOk);
    say("RCPT TO:<ann@x>\r\n");
    answer(status::kRecipientOk);
  }
};

TEST_F(XForwardTest, AddsUpAndLastsUntilTheTransactionEnds) {
  EXPECT_EQ(session_->forwarded().ident, "4BxR");
  EXPECT_EQ(session_->forwarded().helo, "b.example");
  open_transaction();
  EXPECT_EQ(say("XFORWARD NAME=c\r\n"), "503 5.5.1 A transaction is open already\r\n");
  say("DATA\r\n");
  say(".\r\n");
  ASSERT_TRUE(is<ContentEnded>());
  EXPECT_EQ(session_->forwarded().ident, "4BxR");
  session_->answer_recipient(0, outcome_of(status::kOk));
  EXPECT_TRUE(std::holds_alternative<TransactionEnded>(session_->next_event()));
  EXPECT_EQ(session_->forwarded(), ClientAttributes());
}

TEST_F(XForwardTest, OutlastsARefusedMailAndNoReset) {
  say("MAIL FROM:<>\r\n");
  answer(status::kSystemFull);
  EXPECT_EQ(session_->forwarded().ident, "4BxR");
  say("RSET\r\n");
  EXPECT_EQ(session_->forwarded(), ClientAttributes());
}

TEST_F(XForwardTest, EndsWithANewGreeting) {
  say("LHLO client.example\r\n");
  EXPECT_EQ(session_->forwarded(), ClientAttributes());
}

TEST_F(XForwardTest, ABadOneChangesNothing) {
  EXPECT_EQ(say("XFORWARD NAME=c.example IDENT=a+0D+0ABcc:x\r\n"),
            "501 5.5.4 Bad value of an attribute\r\n");
  EXPECT_EQ(session_->forwarded().name, "a.example");
  EXPECT_EQ(session_->forwarded().ident, "4BxR");
}

}  // namespace
}  // namespace lmtp
