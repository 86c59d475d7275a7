// BDAT in a session: what the dialogues of tests/dialogs/chunking do not show.
#include "lmtpd/protocol/session.h"
#include "unit/protocol/session_record.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lmtp {
namespace {

namespace status = mailbox::status;

const std::string kTransaction = "LHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<ann@x>\r\n";

SessionSettings settings() {
  SessionSettings settings;
  settings.host_name = "mx.example.net";
  settings.limits.message_octets = 10;
  settings.limits.command_line_octets = 64;
  return settings;
}

// What the server said to the last line or chunks, and what happened: the same whole and octet by
// octet.
SessionRecord record(const std::string& input, const SessionSettings& of_session = settings()) {
  const SessionRecord whole = record_session(of_session, {input});
  const SessionRecord octets = record_session(of_session, octet_by_octet(input));
  EXPECT_EQ(whole.output, octets.output);
  EXPECT_EQ(whole.events, octets.events);
  EXPECT_EQ(whole.violations, std::vector<std::string>());
  EXPECT_EQ(octets.violations, std::vector<std::string>());
  return whole;
}

std::string replies_behind_transaction(const std::string& input,
                                       const SessionSettings& of_session = settings()) {
  const std::string before = record(kTransaction, of_session).output;
  return record(kTransaction + input, of_session).output.substr(before.size());
}

TEST(SessionChunkTest, AnUnreadableSizeEndsTheSession) {
  for (const char* command : {"BDAT", "BDAT ", "BDAT LAST", "BDAT -1", "BDAT 5LAST",
                              "BDAT 18446744073709551616", "BDAT 0x5", "BDAT  5", "bdat five"}) {
    SCOPED_TRACE(command);
    EXPECT_EQ(replies_behind_transaction(std::string(command) + "\r\nMAIL\r\nQUIT\r\n"),
              "501 5.5.4 Syntax: BDAT size [LAST]\r\n"
              "421 4.7.0 mx.example.net No telling where commands go on, closing connection\r\n");
  }
}

TEST(SessionChunkTest, SoDoesALineThatCannotBeRead) {
  const std::string long_line = "BDAT 5 LAST" + std::string(100, 'T') + "\r\n";
  for (const std::string& line :
       {std::string("BDAT 5\n"), std::string("BDAT 5\r\r\n"), long_line}) {
    SCOPED_TRACE(line);
    const std::string replies = replies_behind_transaction(line + "RSET\r\nQUIT\r\n");
    EXPECT_TRUE(replies.starts_with("501 5.5.4 ")) << replies;
    EXPECT_NE(replies.find("\r\n421 4.7.0 "), std::string::npos) << replies;
    EXPECT_EQ(count_replies(replies), 2U);
  }
}

TEST(SessionChunkTest, AHugeChunkIsWaitedFor) {
  for (const char* size : {"2147483648", "9223372036854775807", "18446744073709551615"}) {
    SCOPED_TRACE(size);
    // Refused because there is no recipient, and because it is too large: the octets come first.
    EXPECT_EQ(replies_behind_transaction("RSET\r\nBDAT " + std::string(size) + "\r\nQUIT\r\n"),
              "250 2.0.0 Reset\r\n");
    EXPECT_EQ(replies_behind_transaction("BDAT " + std::string(size) + "\r\nQUIT\r\nQUIT\r\n"), "");
  }
}

TEST(SessionChunkTest, WaitsForContentWithinAChunkAndForACommandBetweenThem) {
  Session session(settings());
  session.receive("LHLO c\r\nBDAT 5\r\n");
  EXPECT_TRUE(std::holds_alternative<NeedInput>(session.next_event()));
  EXPECT_EQ(session.waiting(), Waiting::kContent);
  session.receive("12345");
  EXPECT_TRUE(std::holds_alternative<NeedInput>(session.next_event()));
  EXPECT_EQ(session.waiting(), Waiting::kCommand);
  session.receive("MAIL FROM:<a@b>\r\nRCPT TO:<ann@x>\r\nBDAT 5\r\n12");
  EXPECT_TRUE(std::holds_alternative<MailOffered>(session.next_event()));
  session.answer(outcome_of(status::kSenderOk));
  EXPECT_TRUE(std::holds_alternative<RecipientOffered>(session.next_event()));
  session.answer(outcome_of(status::kRecipientOk));
  EXPECT_TRUE(std::holds_alternative<ContentStarted>(session.next_event()));
  EXPECT_TRUE(std::holds_alternative<ContentReceived>(session.next_event()));
  EXPECT_TRUE(std::holds_alternative<NeedInput>(session.next_event()));
  EXPECT_EQ(session.waiting(), Waiting::kContent);
  session.receive("345");
  EXPECT_TRUE(std::holds_alternative<ContentReceived>(session.next_event()));
  EXPECT_TRUE(std::holds_alternative<NeedInput>(session.next_event()));
  EXPECT_EQ(session.waiting(), Waiting::kCommand);
}

TEST(SessionChunkTest, RefusedByTheCallerEveryLaterChunkIsRefused) {
  Session session(settings());
  session.receive(kTransaction + "BDAT 3\r\nabcBDAT 2\r\ndeBDAT 0 LAST\r\nNOOP\r\n");
  EXPECT_TRUE(std::holds_alternative<MailOffered>(session.next_event()));
  session.answer(outcome_of(status::kSenderOk));
  EXPECT_TRUE(std::holds_alternative<RecipientOffered>(session.next_event()));
  session.answer(outcome_of(status::kRecipientOk));
  EXPECT_TRUE(std::holds_alternative<ContentStarted>(session.next_event()));
  EXPECT_TRUE(std::holds_alternative<ContentReceived>(session.next_event()));
  EXPECT_FALSE(session.take_output().empty());
  session.refuse_content({status::kSystemFull, "Full", ""});
  EXPECT_TRUE(std::holds_alternative<TransactionEnded>(session.next_event()));
  EXPECT_TRUE(std::holds_alternative<NeedInput>(session.next_event()));
  EXPECT_EQ(session.take_output(),
            "452 4.3.1 Full\r\n452 4.3.1 Full\r\n452 4.3.1 Full\r\n250 2.0.0 OK\r\n");
}

TEST(SessionChunkTest, AChunkThatMayHaveBeenTheLastSpoilsTheMessage) {
  EXPECT_EQ(replies_behind_transaction("BDAT 2 LASTING\r\nabBDAT 2 LAST\r\ncdNOOP\r\n"),
            "501 5.5.4 Syntax: BDAT size [LAST]\r\n"
            "501 5.5.4 Syntax: BDAT size [LAST]\r\n"
            "250 2.0.0 OK\r\n");
}

TEST(SessionChunkTest, GivenUpWithinAChunkThereIsOneReply) {
  Session session(settings());
  session.receive("LHLO c\r\nBDAT 5\r\n12");
  EXPECT_TRUE(std::holds_alternative<NeedInput>(session.next_event()));
  EXPECT_FALSE(session.take_output().empty());
  session.give_up(status::kTimedOut, "Too slow");
  EXPECT_EQ(session.take_output(), "421 4.4.2 mx.example.net Too slow\r\n");
  session.receive("345");
  EXPECT_TRUE(std::holds_alternative<Closing>(session.next_event()));
}

TEST(SessionChunkTest, RefusedChunksCountAsErrors) {
  SessionSettings few_errors = settings();
  few_errors.limits.session_errors = 1;
  EXPECT_EQ(record("LHLO c\r\nBDAT 2\r\nabBDAT 2\r\ncdNOOP\r\n", few_errors)
                .output.substr(record("LHLO c\r\n", few_errors).output.size()),
            "503 5.5.1 No recipient was accepted\r\n"
            "421 4.7.0 mx.example.net Too many errors, closing connection\r\n");
}

}  // namespace
}  // namespace lmtp
