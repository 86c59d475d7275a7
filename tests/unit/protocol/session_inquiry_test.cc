// VRFY, EXPN and HELP, and what is no mail at all: what the session does, line by line.
#include "lmtpd/protocol/session.h"
#include "unit/protocol/session_client_fixture.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace lmtp {
namespace {

using mailbox::Address;
using mailbox::ForwardPath;

class InquiryTest : public SessionClientTest {
 protected:
  InquiryTest() {
    auto telling = settings();
    telling.verify_answered = true;
    telling.expand_answered = true;
    begin(telling);
    say("LHLO client.example\r\n");
  }

  std::string answer_list(mailbox::EnhancedStatus status, const std::vector<std::string>& members) {
    session_->answer_list(outcome_of(status), members);
    event_ = session_->next_event();
    return session_->take_output();
  }

  template <class Offered>
  [[nodiscard]] ForwardPath asked() const {
    return is<Offered>() ? std::get<Offered>(event_).forward_path : ForwardPath{};
  }
};

// -- VRFY --

TEST_F(InquiryTest, VrfyTellsTheMailbox) {
  EXPECT_EQ(say("VRFY ann@example.net\r\n"), "");
  EXPECT_EQ(asked<VerifyOffered>(), (ForwardPath{Address{"ann", "example.net"}}));
  EXPECT_EQ(answer_list(status::kRecipientOk, {"ann@example.net"}),
            "250 2.1.5 <ann@example.net>\r\n");
  say("VRFY nobody@example.net\r\n");
  EXPECT_EQ(answer_list(status::kNoSuchMailbox, {}).substr(0, 10), "550 5.1.1 ");
  say("VRFY ann@elsewhere.example\r\n");
  EXPECT_EQ(answer_list(status::kNotOurDomain, {}).substr(0, 10), "550 5.7.1 ");
  say("VRFY ann@example.net\r\n");
  EXPECT_EQ(answer_list(status::kSystemFault, {}).substr(0, 10), "451 4.3.0 ");
}

// RFC 5321 §3.5.2: the answer is <local-part@domain>, whatever was asked.
TEST_F(InquiryTest, VrfyTakesUserNamesAndBrackets) {
  say("VRFY ann\r\n");
  EXPECT_EQ(asked<VerifyOffered>(), (ForwardPath{Address{"ann", ""}}));
  EXPECT_EQ(answer_list(status::kRecipientOk, {"ann@example.net"}),
            "250 2.1.5 <ann@example.net>\r\n");
  say("VRFY <ann@example.net>\r\n");
  EXPECT_EQ(asked<VerifyOffered>(), (ForwardPath{Address{"ann", "example.net"}}));
  answer_list(status::kRecipientOk, {"ann@example.net"});
  say("VRFY postmaster\r\n");
  EXPECT_EQ(asked<VerifyOffered>(), ForwardPath{mailbox::Postmaster{}});
  answer_list(status::kRecipientOk, {"postmaster@example.net"});
}

TEST_F(InquiryTest, RefusesWhatIsNoAddress) {
  for (const std::string_view verb : {"VRFY ", "EXPN "}) {
    for (const std::string_view text : {"Ann Example", "<ann", "ann>", "a@b@c", "\"", "<>"}) {
      EXPECT_EQ(say(std::string(verb).append(text).append("\r\n")),
                "553 5.1.3 Bad recipient address syntax\r\n")
          << verb << text;
    }
  }
  EXPECT_EQ(say("VRFY\r\n"), "501 5.5.4 Syntax: VRFY address\r\n");
  EXPECT_EQ(say("EXPN\r\n"), "501 5.5.4 Syntax: EXPN address\r\n");
}

TEST_F(InquiryTest, NeedsSmtpUtf8ForWhatIsNotAscii) {
  EXPECT_EQ(say("VRFY j\xc3\xbcrgen@example.net\r\n").substr(0, 10), "553 5.6.7 ");
  say("VRFY j\xc3\xbcrgen@example.net SMTPUTF8\r\n");
  EXPECT_EQ(answer_list(status::kRecipientOk, {"j\xc3\xbcrgen@example.net"}),
            "250 2.1.5 <j\xc3\xbcrgen@example.net>\r\n");
  say("VRFY ann\r\n");
  EXPECT_EQ(answer_list(status::kRecipientOk, {"ann@b\xc3\xbc"
                                               "cher.example"})
                .substr(0, 10),
            "252 2.6.8 ");
  say("EXPN staff\r\n");
  EXPECT_EQ(answer_list(status::kRecipientOk, {"j\xc3\xbcrgen@example.net"}).substr(0, 10),
            "252 2.6.8 ");
  say("EXPN staff smtputf8\r\n");
  EXPECT_EQ(answer_list(status::kRecipientOk, {"j\xc3\xbcrgen@example.net"}),
            "250 2.1.5 <j\xc3\xbcrgen@example.net>\r\n");
}

TEST_F(InquiryTest, IsServedWithinATransaction) {
  say("MAIL FROM:<>\r\n");
  answer(status::kSenderOk);
  say("VRFY ann\r\n");
  answer_list(status::kRecipientOk, {"ann@example.net"});
  say("RCPT TO:<ann@example.net>\r\n");
  EXPECT_TRUE(is<RecipientOffered>());
}

// -- EXPN --

TEST_F(InquiryTest, ExpnTellsTheMembers) {
  say("EXPN staff\r\n");
  EXPECT_EQ(asked<ExpandOffered>(), (ForwardPath{Address{"staff", ""}}));
  EXPECT_EQ(answer_list(status::kRecipientOk, {"ann@example.net", "bob@example.net"}),
            "250-2.1.5 <ann@example.net>\r\n250 2.1.5 <bob@example.net>\r\n");
  say("EXPN nobody\r\n");
  EXPECT_EQ(answer_list(status::kNoSuchMailbox, {}).substr(0, 10), "550 5.1.1 ");
}

TEST_F(InquiryTest, ExpnIsNotImplementedUnlessASettingSaysSo) {
  begin(settings());
  EXPECT_FALSE(announces(say("LHLO client.example\r\n"), "EXPN"));
  EXPECT_EQ(say("EXPN staff\r\n"), "502 5.5.1 Command not implemented\r\n");
  EXPECT_EQ(say("EXPN\r\n"), "502 5.5.1 Command not implemented\r\n");
}

// -- HELP --

TEST_F(InquiryTest, HelpNamesTheVerbsInForce) {
  EXPECT_EQ(say("HELP\r\n"),
            "214-2.0.0 Commands: LHLO STARTTLS XCLIENT XFORWARD MAIL RCPT DATA BDAT\r\n"
            "214-2.0.0   RSET NOOP QUIT VRFY EXPN HELP\r\n"
            "214 2.0.0 HELP command tells its syntax\r\n");
}

TEST_F(InquiryTest, HelpTellsHowAVerbIsUsed) {
  EXPECT_EQ(say("HELP mail\r\n"), "214 2.0.0 MAIL FROM:<address> [parameters]\r\n");
  EXPECT_EQ(say("HELP EHLO\r\n"), "504 5.5.4 No such command\r\n");
  EXPECT_EQ(say("HELP AUTH\r\n"), "504 5.5.4 No such command\r\n");  // not without TLS
  EXPECT_EQ(say("HELP GET\r\n"), "504 5.5.4 No such command\r\n");
  EXPECT_EQ(say("HELP TURN\r\n"), "504 5.5.4 No such command\r\n");
}

TEST_F(InquiryTest, HelpCanBeTurnedOff) {
  auto silent = settings();
  silent.extensions.remove(Extension::kHelp);
  begin(silent);
  EXPECT_EQ(say("HELP\r\n"), "502 5.5.1 Command not implemented\r\n");
}

// -- what is no mail: CVE-2021-3618 --

Session greeted_session() {
  SessionSettings settings;
  settings.host_name = "mx";
  Session session(settings);
  static_cast<void>(session.take_output());
  return session;
}

TEST(ForeignProtocolTest, IsClosedAtItsFirstLine) {
  for (const std::string_view method :
       {"GET /", "POST / HTTP/1.1", "put / HTTP/1.0", "PRI *", "HEAD /", "OPTIONS *",
        "CONNECT a:25", "TRACE /", "DELETE /", "PATCH /", "GET"}) {
    Session session = greeted_session();
    session.receive(std::string(method).append("\r\nLHLO client\r\nMAIL FROM:<>\r\n"));
    EXPECT_TRUE(std::holds_alternative<Closing>(session.next_event())) << method;
    EXPECT_EQ(session.take_output(), "421 4.7.0 mx This is LMTP, not HTTP\r\n") << method;
    EXPECT_EQ(session.closing_reason(), "mx This is LMTP, not HTTP");
  }
}

TEST(ForeignProtocolTest, IsToldByItsFirstOctetsWhereItIsTls) {
  Session session = greeted_session();
  session.receive("\x16");
  EXPECT_TRUE(std::holds_alternative<NeedInput>(session.next_event()));
  session.receive("\x03");
  EXPECT_TRUE(std::holds_alternative<Closing>(session.next_event()));
  EXPECT_EQ(session.take_output(), "421 4.7.0 mx TLS was not asked for by STARTTLS\r\n");
}

TEST(ForeignProtocolTest, IsLookedForAtTheBeginningOnly) {
  Session session = greeted_session();
  session.receive("NOOP\r\n\x16\x03\x01\r\nNOOP\r\n");
  EXPECT_TRUE(std::holds_alternative<NeedInput>(session.next_event()));
  EXPECT_EQ(session.closing_reason(), "");
}

}  // namespace
}  // namespace lmtp
