// Past the last transaction that the limit allows there is nothing but the end: whatever the client
// says is answered by 421, except QUIT. RFC 5321 §3.8, RFC 9422 §4.1.
#include "lmtpd/protocol/session.h"
#include "lmtpd/protocol/verb_table.h"
#include "unit/protocol/session_record.h"

#include <gtest/gtest.h>

#include <string>

namespace lmtp {
namespace {

SessionSettings settings_with_one_transaction(Protocol protocol) {
  SessionSettings settings;
  settings.protocol = protocol;
  settings.host_name = "mx.example.net";
  settings.extensions = kUnconditionalExtensions | kConditionalExtensions;
  settings.limits.session_transactions = 1;
  return settings;
}

// The replies to what follows the only transaction.
std::string replies_behind(const SessionSettings& settings, const std::string& command) {
  const std::string greeting = settings.protocol == Protocol::kLmtp ? "LHLO c\r\n" : "EHLO c\r\n";
  const std::string input =
      greeting + "MAIL FROM:<ann@x>\r\nRCPT TO:<bob@x>\r\nDATA\r\n.\r\n" + command;
  const std::string output = record_session(settings, {input}).output;
  const std::string last = "250 2.0.0 <bob@x> stored\r\n";
  return output.substr(output.find(last) + last.size());
}

TEST(SpentSessionTest, AnswersEveryVerbButQuitBy421) {
  for (const Protocol protocol : {Protocol::kLmtp, Protocol::kSmtp}) {
    const SessionSettings settings = settings_with_one_transaction(protocol);
    for (const VerbRow& row : verb_rows()) {
      if (row.name == "QUIT" || refusal_of(row, settings)) continue;
      const std::string replies = replies_behind(settings, std::string(row.name) + "\r\nNOOP\r\n");
      EXPECT_TRUE(replies.starts_with("421 4.7.0 ")) << row.name << ": " << replies;
      EXPECT_EQ(replies.find("\r\n"), replies.size() - 2) << "more than one reply: " << replies;
    }
  }
}

TEST(SpentSessionTest, SaysGoodbye) {
  EXPECT_EQ(replies_behind(settings_with_one_transaction(Protocol::kSmtp), "QUIT\r\nNOOP\r\n"),
            "221 2.0.0 mx.example.net closing connection\r\n");
}

}  // namespace
}  // namespace lmtp
