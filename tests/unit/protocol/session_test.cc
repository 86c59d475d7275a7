// What the dialogues cannot say: which events come, when the session pauses, and what give_up() and
// refuse_content() do. What the client sees is in tests/dialogs.
#include "lmtpd/protocol/session.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace lmtp {
namespace {

namespace status = mailbox::status;

constexpr std::string_view kLhlo = "LHLO client.example\r\n";
constexpr std::string_view kMail = "MAIL FROM:<sender@example.org> SIZE=7\r\n";
constexpr std::string_view kRcptAnn = "RCPT TO:<ann@example.net>\r\n";
constexpr std::string_view kRcptBob = "RCPT TO:<bob@example.net>\r\n";

class SessionTest : public testing::Test {
 protected:
  SessionTest() : session_(settings()) { forget_output(); }

  static SessionSettings settings() {
    SessionSettings settings;
    settings.host_name = "mx.example.net";
    settings.limits.message_octets = 10;
    return settings;
  }

  void send(std::string_view octets) { session_.receive(octets); }

  void forget_output() { static_cast<void>(session_.take_output()); }

  template <class Wanted>
  Wanted expect() {
    const Event event = session_.next_event();
    EXPECT_TRUE(std::holds_alternative<Wanted>(event)) << "event " << event.index();
    return std::holds_alternative<Wanted>(event) ? std::get<Wanted>(event) : Wanted{};
  }

  void open_transaction() {
    send(kLhlo);
    send(kMail);
    expect<MailOffered>();
    session_.answer(outcome_of(status::kSenderOk));
    for (const std::string_view line : {kRcptAnn, kRcptBob}) {
      send(line);
      expect<RecipientOffered>();
      session_.answer(outcome_of(status::kRecipientOk));
    }
    expect<NeedInput>();
    forget_output();
  }

  void start_content() {
    open_transaction();
    send("DATA\r\n");
    expect<ContentStarted>();
    EXPECT_EQ(session_.take_output().substr(0, 4), "354 ");
  }

  void end_content() {
    start_content();
    send("hello\r\n.\r\n");
    EXPECT_EQ(expect<ContentReceived>().octets, "hello\r\n");
    expect<ContentEnded>();
  }

  Session session_;
};

TEST_F(SessionTest, GreetsAtOnce) {
  Session session(settings());
  EXPECT_EQ(session.take_output(), "220 mx.example.net LMTP Finalhop ready\r\n");
}

TEST_F(SessionTest, GreetsAsSmtpWithoutExtensionsToHelo) {
  SessionSettings smtp = settings();
  smtp.protocol = Protocol::kSmtp;
  Session session(smtp);
  session.receive("LHLO c\r\nHELO old.example\r\n");
  EXPECT_TRUE(std::holds_alternative<NeedInput>(session.next_event()));
  EXPECT_EQ(session.take_output(),
            "220 mx.example.net ESMTP Finalhop ready\r\n"
            "500 5.5.1 This is ESMTP: say EHLO\r\n"
            "250 mx.example.net\r\n");
  EXPECT_EQ(session.client_name(), "old.example");
  EXPECT_FALSE(session.extended());
}

TEST_F(SessionTest, OffersWhatMailAndRcptSaid) {
  send(kLhlo);
  send("MAIL FROM:<> SIZE=9 SMTPUTF8\r\n");
  const auto mail = expect<MailOffered>();
  EXPECT_EQ(mail.reverse_path, mailbox::ReversePath{});
  EXPECT_EQ(mail.size, 9U);
  EXPECT_TRUE(mail.smtputf8);
  session_.answer(outcome_of(status::kSenderOk));
  EXPECT_TRUE(session_.smtputf8());
  EXPECT_EQ(session_.client_name(), "client.example");
  send("RCPT TO:<Postmaster>\r\n");
  EXPECT_EQ(expect<RecipientOffered>().forward_path, mailbox::ForwardPath{mailbox::Postmaster{}});
}

TEST_F(SessionTest, PausesUntilMailIsAnswered) {
  send(kLhlo);
  expect<NeedInput>();
  forget_output();
  send(std::string(kMail) + std::string(kRcptAnn) + "NOOP\r\n");
  expect<MailOffered>();
  EXPECT_EQ(session_.waiting(), Waiting::kAnswer);
  EXPECT_EQ(session_.take_output(), "") << "nothing behind the question is executed";
  session_.answer(outcome_of(status::kSenderOk));
  EXPECT_EQ(session_.take_output().substr(0, 9), "250 2.1.0");
  expect<RecipientOffered>();
}

TEST_F(SessionTest, ARefusedMailOpensNoTransaction) {
  send(kLhlo);
  send(kMail);
  expect<MailOffered>();
  forget_output();
  session_.answer(outcome_of(status::kSystemFull));
  EXPECT_EQ(session_.take_output().substr(0, 9), "452 4.3.1");
  send("RSET\r\n");
  expect<NeedInput>();
}

TEST_F(SessionTest, CommandsPipelinedBehindARefusedMailAreNoErrors) {
  send(kLhlo);
  send(kMail);
  expect<MailOffered>();
  session_.answer(outcome_of(status::kSystemFull));
  forget_output();
  constexpr std::size_t kMoreThanErrors = 30;
  for (std::size_t i = 0; i < kMoreThanErrors; ++i) {
    send(kRcptAnn);
    expect<NeedInput>();
    EXPECT_EQ(session_.take_output().substr(0, 9), "503 5.5.1");
  }
}

TEST_F(SessionTest, ExcusesOnlyAsMany503sAsCouldHaveBeenPipelined) {
  send(kLhlo);
  send(kMail);
  expect<MailOffered>();
  session_.answer(outcome_of(status::kSystemFull));
  const mailbox::Limits limits;
  for (std::size_t i = 0; i < limits.transaction_recipients + 1 + limits.session_errors; ++i) {
    send(kRcptAnn);
    expect<NeedInput>();
  }
  forget_output();
  send(kRcptAnn);
  expect<Closing>();
  EXPECT_EQ(session_.take_output().substr(0, 9), "421 4.7.0");
}

TEST_F(SessionTest, EnvelopeHasTheAcceptedRecipientsOnly) {
  open_transaction();
  send("RCPT TO:<nobody@example.net>\r\n");
  expect<RecipientOffered>();
  session_.answer(outcome_of(status::kNoSuchMailbox));
  expect<NeedInput>();
  const auto& envelope = session_.envelope();
  ASSERT_EQ(envelope.forward_paths.size(), 2U);
  EXPECT_EQ(to_string(envelope.forward_paths[0]), "ann@example.net");
  EXPECT_EQ(to_string(envelope.forward_paths[1]), "bob@example.net");
  EXPECT_EQ(to_string(envelope.reverse_path), "sender@example.org");
}

TEST_F(SessionTest, SaysWhatItWaitsFor) {
  EXPECT_EQ(session_.waiting(), Waiting::kCommand);
  start_content();
  EXPECT_EQ(session_.waiting(), Waiting::kContent);
  send(".\r\n");
  expect<ContentEnded>();
  EXPECT_EQ(session_.waiting(), Waiting::kAnswer);
  session_.answer_recipient(0, outcome_of(status::kOk));
  EXPECT_EQ(session_.waiting(), Waiting::kAnswer);
  session_.answer_recipient(1, outcome_of(status::kOk));
  EXPECT_EQ(session_.waiting(), Waiting::kCommand);
  send("QUIT\r\n");
  expect<TransactionEnded>();
  expect<Closing>();
  EXPECT_EQ(session_.waiting(), Waiting::kNothing);
}

TEST_F(SessionTest, ReleasesEachReplyAsSoonAsItIsKnown) {
  end_content();
  session_.answer_recipient(0, {status::kOk, "<ann> stored", ""});
  EXPECT_EQ(session_.take_output(), "250 2.0.0 <ann> stored\r\n");
  session_.answer_recipient(1, {status::kMailboxBusy, "Busy", ""});
  EXPECT_EQ(session_.take_output(), "450 4.2.0 Busy\r\n");
  expect<TransactionEnded>();
  expect<NeedInput>();
  EXPECT_TRUE(session_.envelope().forward_paths.empty());
}

TEST_F(SessionTest, ExecutesNothingWhileRecipientsAreOwedAnAnswer) {
  end_content();
  send("NOOP\r\nQUIT\r\n");
  session_.answer_recipient(1, outcome_of(status::kOk));
  EXPECT_EQ(session_.take_output(), "");
  session_.answer_recipient(0, {status::kOk, "OK", ""});
  expect<TransactionEnded>();
  expect<Closing>();
  const std::string output = session_.take_output();
  EXPECT_EQ(output.find("250 2.0.0 OK\r\n250 2.0.0 OK\r\n250 2.0.0 OK\r\n221 2.0.0"), 0U) << output;
}

TEST_F(SessionTest, PassesNoContentOnPastTheLimit) {
  start_content();
  send("0123456789");
  EXPECT_EQ(expect<ContentReceived>().octets, "0123456789");
  send("more\r\n.\r\n");
  expect<TransactionEnded>();
  EXPECT_EQ(session_.take_output(),
            "552 5.3.4 Message too large\r\n552 5.3.4 Message too large\r\n");
  expect<NeedInput>();
}

TEST_F(SessionTest, RefusedContentIsReadToItsEnd) {
  start_content();
  send("he");
  expect<ContentReceived>();
  session_.refuse_content({status::kSystemFull, "Disk full", "/spool"});
  send("llo\r\n");
  expect<NeedInput>();
  EXPECT_EQ(session_.take_output(), "");
  EXPECT_EQ(session_.waiting(), Waiting::kContent);
  send(".\r\n");
  expect<TransactionEnded>();
  EXPECT_EQ(session_.take_output(), "452 4.3.1 Disk full\r\n452 4.3.1 Disk full\r\n");
}

TEST_F(SessionTest, RsetAndLhloAndQuitEndTheTransaction) {
  for (const std::string_view line : {std::string_view("RSET\r\n"), kLhlo}) {
    open_transaction();
    send(line);
    expect<TransactionEnded>();
    expect<NeedInput>();
  }
  open_transaction();
  send("QUIT\r\n");
  expect<TransactionEnded>();
  expect<Closing>();
  expect<Closing>();
}

TEST_F(SessionTest, AClientGoneInContentGetsNoReply) {
  start_content();
  send("hello\r\n.\r");
  expect<ContentReceived>();
  expect<NeedInput>();
  session_.receive_end();
  expect<TransactionEnded>();
  expect<Closing>();
  EXPECT_EQ(session_.take_output(), "");
}

TEST_F(SessionTest, AClientGoneWhileRecipientsAreOwedAnAnswerIsAnsweredStill) {
  end_content();
  session_.receive_end();
  session_.answer_recipient(0, outcome_of(status::kOk));
  session_.answer_recipient(1, outcome_of(status::kOk));
  expect<TransactionEnded>();
  expect<Closing>();
}

TEST_F(SessionTest, WorksThroughWhatCameBeforeTheEndOfInput) {
  send(std::string(kLhlo) + "NOOP\r\nNOO");
  session_.receive_end();
  expect<Closing>();
  const std::string output = session_.take_output();
  EXPECT_NE(output.find("250 HELP\r\n250 2.0.0 OK\r\n"), std::string::npos) << output;
  EXPECT_TRUE(output.ends_with("250 2.0.0 OK\r\n")) << output;
}

TEST_F(SessionTest, GivesUpWithTheServersNameAndTheReason) {
  session_.give_up(status::kTimedOut, "Too slow,\r\nsorry");
  const std::string output = session_.take_output();
  EXPECT_TRUE(output.starts_with("421 4.4.2 mx.example.net Too slow,")) << output;
  EXPECT_EQ(output.find("\r\n"), output.size() - 2);
  expect<Closing>();
  EXPECT_EQ(session_.closing_reason(), "") << "it was the caller who gave up";
}

TEST_F(SessionTest, GivesUpInATransaction) {
  open_transaction();
  session_.give_up(status::kNotAccepting, "Shutting down");
  expect<TransactionEnded>();
  expect<Closing>();
  EXPECT_EQ(session_.take_output(), "421 4.3.2 mx.example.net Shutting down\r\n");
}

TEST_F(SessionTest, GivesUpWithinContent) {
  start_content();
  session_.give_up(status::kTimedOut, "Timed out");
  send("hello\r\n.\r\nNOOP\r\n");
  expect<TransactionEnded>();
  expect<Closing>();
  EXPECT_EQ(session_.take_output(), "421 4.4.2 mx.example.net Timed out\r\n");
}

TEST_F(SessionTest, GivesUpAfterTheLastRecipientIsAnswered) {
  end_content();
  send("NOOP\r\n");
  session_.give_up(status::kNotAccepting, "Shutting down");
  session_.give_up(status::kTimedOut, "Timed out");
  EXPECT_EQ(session_.take_output(), "");
  session_.answer_recipient(0, {status::kOk, "one", ""});
  EXPECT_EQ(session_.take_output(), "250 2.0.0 one\r\n");
  session_.answer_recipient(1, {status::kOk, "two", ""});
  EXPECT_EQ(session_.take_output(), "250 2.0.0 two\r\n421 4.3.2 mx.example.net Shutting down\r\n");
  expect<TransactionEnded>();
  expect<Closing>();
}

TEST_F(SessionTest, GivesUpWhileAQuestionIsOpen) {
  send(kLhlo);
  send(kMail);
  expect<MailOffered>();
  forget_output();
  session_.give_up(status::kNotAccepting, "Shutting down");
  session_.answer(outcome_of(status::kSenderOk));
  EXPECT_EQ(session_.take_output(), "421 4.3.2 mx.example.net Shutting down\r\n");
  expect<Closing>();
}

TEST_F(SessionTest, MovesWithItsState) {
  open_transaction();
  Session moved = std::move(session_);
  EXPECT_EQ(moved.envelope().forward_paths.size(), 2U);
}

}  // namespace
}  // namespace lmtp
