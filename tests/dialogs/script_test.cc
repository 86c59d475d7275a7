#include "dialogs/script.h"

#include "dialogs/escapes.h"
#include "dialogs/reply_match.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dialogs {
namespace {

using std::string_literals::operator""s;

TEST(ScriptTest, ReadsEveryDirective) {
  const auto script = parse_script(
      "# A comment.\n\nProtocol: smtp\nNot-over: tcp of a reason\nSetting: max-errors 3\nS: 220\n"
      "S-with: mx\nS-without: TLS\nC: NOOP\nC:\nC-raw: a\\r\\n\nC-repeat: 3 x\nTLS:\n"
      "C-base64: a\\0b\nS: 250-one\nS: 250 two\nS-close:\nStored: ann@x 1\n"
      "Stored-octets: ann@x a\\n\nStored-repeat: ann@x 2 b\n"
      "Stored-header: ann@x Return-Path: <*>\nStored: bob@x 0\n");
  ASSERT_TRUE(script.has_value()) << script.error();
  EXPECT_EQ(script->protocol, Protocol::kSmtp);
  EXPECT_EQ(script->transports, std::vector<Transport>{Transport::kUnix});
  ASSERT_EQ(script->settings.size(), 1U);
  EXPECT_EQ(script->settings[0].name, "max-errors");
  EXPECT_EQ(script->settings[0].value, "3");
  EXPECT_EQ(client_pieces(*script), (std::vector<std::string>{"NOOP\r\n\r\na\r\nxxx", "YQBi\r\n"}));
  ASSERT_EQ(script->steps.size(), 9U);
  EXPECT_EQ(std::get<ServerReplies>(script->steps[0]).with, std::vector<std::string>{"mx"});
  EXPECT_EQ(std::get<ServerReplies>(script->steps[0]).without, std::vector<std::string>{"TLS"});
  EXPECT_TRUE(std::holds_alternative<ClientStartsTls>(script->steps[5]));
  EXPECT_EQ(std::get<ServerReplies>(script->steps[7]).patterns,
            (std::vector<std::string>{"250-one", "250 two"}));
  EXPECT_TRUE(std::holds_alternative<ServerCloses>(script->steps[8]));
  ASSERT_EQ(script->stored.size(), 2U);
  EXPECT_EQ(script->stored[0].octets, "a\nbb");
  EXPECT_EQ(script->stored[0].header_fields, std::vector<std::string>{"Return-Path: <*>"});
  EXPECT_EQ(script->stored[1].messages, 0U);
}

TEST(ScriptTest, RefusesWithTheLineNumber) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"C: NOOP\n", "line 1: no S: line"},
      {"", "line 0: no S: line"},
      {"S: 220\nX: y\n", "line 2: unknown directive: X:"},
      {"S: OK\n", "line 1: S: wants a reply code"},
      {"S: 250-a\nC: x\n", "line 2: a reply ends without its last line"},
      {"S: 250-a\n", "line 1: a reply ends without its last line"},
      {"S: 220\nSetting: a b\n", "line 2: Setting: stands before"},
      {"Setting: a\n", "line 1: Setting: wants"},
      {"C-raw: \\q\n", "line 1: unknown escape"},
      {"C-repeat: x y\n", "line 1: C-repeat: wants"},
      {"Stored: a@x\n", "line 1: Stored: wants"},
      {"Stored-octets: a@x y\n", "line 1: what is in a mailbox"},
      {"Stored-header: a@x y: z\n", "line 1: what is in a mailbox"},
      {"S: 220\nStored: a@x 1\nStored-header: a@x y\n", "line 3: Stored-header: wants"},
      {"S-close: now\n", "line 1: S-close: stands alone"},
      {"TLS: now\n", "line 1: TLS: stands alone"},
      {"S-with: x\n", "line 1: S-with: follows"},
      {"S: 220\nC: x\nS-without: x\n", "line 3: S-without: follows"},
      {"Protocol: http\n", "line 1: Protocol: is lmtp or smtp"},
      {"S: 220\nProtocol: smtp\n", "line 2: Protocol: stands before"},
      {"Not-over: tcp\n", "line 1: Not-over: wants"},
      {"Not-over: air of a reason\n", "line 1: Not-over: wants"},
      {"Not-over: tcp a\nNot-over: unix b\nNot-over: tls c\n", "line 3: Not-over: leaves no"},
  };
  for (const auto& [text, problem] : rows) {
    const auto script = parse_script(text);
    ASSERT_FALSE(script.has_value()) << text;
    EXPECT_EQ(script.error().substr(0, problem.size()), problem);
  }
}

TEST(ScriptTest, UnderstandsEscapes) {
  EXPECT_EQ(unescape(R"(a\r\n\t\0\\\x41\xfFz)").value(), "a\r\n\t\0\\A\xffz"s);
  for (const char* text : {"\\", "\\x", "\\x4", "\\xzz", "\\q"}) {
    EXPECT_FALSE(unescape(text).has_value()) << text;
  }
}

TEST(ScriptTest, WritesBase64) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"\0ann\0secret"s, "AGFubgBzZWNyZXQ="},
      {"\xff\xfe", "//4="}};  // the first ones are RFC 4648 §10's
  for (const auto& [octets, text] : rows) EXPECT_EQ(to_base64(octets), text);
}

TEST(ReplyMatchTest, TakesWholeReplies) {
  std::string octets = "250-a\r\n250 b\r\n221 c\r\n250-";
  EXPECT_EQ(take_reply(octets), (std::vector<std::string>{"250-a", "250 b"}));
  EXPECT_EQ(take_reply(octets), (std::vector<std::string>{"221 c"}));
  EXPECT_EQ(take_reply(octets), std::nullopt);
  EXPECT_EQ(octets, "250-");
}

TEST(ReplyMatchTest, MatchesAtTheEndOfAWord) {
  const auto one = [](const char* pattern) { return ServerReplies{{pattern}, 1, {}, {}}; };
  const std::vector<std::string> reply = {"250-mx", "250 2.1.5 OK"};
  for (const char* pattern : {"250", "250 2.1.5", "250 2.1.5 OK", "250 "}) {
    EXPECT_TRUE(matches(one(pattern), reply)) << pattern;
  }
  for (const char* pattern : {"25", "250 2", "250 2.1", "250 2.1.5 O", "250-mx", "251"}) {
    EXPECT_FALSE(matches(one(pattern), reply)) << pattern;
  }
  EXPECT_TRUE(matches({{"250-", "250 2.1.5"}, 1, {}, {}}, reply));
  EXPECT_FALSE(matches({{"250-", "250-", "250"}, 1, {}, {}}, reply));
}

TEST(ReplyMatchTest, LooksForLinesOfAReply) {
  const std::vector<std::string> reply = {"250-mx", "250-SIZE 5", "250 HELP"};
  const auto asked = [](const char* with, const char* without) {
    return ServerReplies{{"250"}, 1, {with}, {without}};
  };
  EXPECT_TRUE(matches(asked("SIZE", "PRDR"), reply));
  EXPECT_TRUE(matches(asked("SIZE 5", "HEL"), reply));
  EXPECT_FALSE(matches(asked("SIZE 50", "PRDR"), reply));
  EXPECT_FALSE(matches(asked("SIZE", "HELP"), reply));
}

StoredExpectation expecting(std::size_t messages) {
  return {"ann@example.net", messages, std::nullopt, {}};
}

std::vector<std::string> compare(const StoredExpectation& expectation,
                                 const std::vector<StoredMessage>& messages) {
  return compare_stored({expectation}, [&](const std::string& address) {
    return address == expectation.address ? messages : std::vector<StoredMessage>();
  });
}

TEST(StoredTest, CutsBelowTheLastTraceField) {
  const StoredMessage message =
      cut_below_trace("Return-Path: <>\nReceived: from x\n\tby y\nSubject: z\n\nbody\n");
  EXPECT_EQ(message.trace, "Return-Path: <>\nReceived: from x\n\tby y\n");
  EXPECT_EQ(message.content, "Subject: z\n\nbody\n");
}

TEST(StoredTest, CountsMessagesInNamedAndOtherMailboxes) {
  const std::vector<StoredMessage> one = {{std::nullopt, "x"}};
  EXPECT_EQ(compare(expecting(1), one).size(), 0U);
  EXPECT_EQ(compare(expecting(2), one).size(), 1U);
  EXPECT_EQ(compare_stored({},
                           [&](const std::string& address) {
                             return address == "bob@example.net" ? one
                                                                 : std::vector<StoredMessage>();
                           })
                .size(),
            1U);
}

TEST(StoredTest, ComparesOctetsAndUnfoldedTraceFields) {
  const std::vector<StoredMessage> messages = {{"A: b\nReceived: from x\n\tby y; now\n", "body"}};
  StoredExpectation expectation = expecting(1);
  expectation.octets = "body";
  expectation.header_fields = {"A: b", "Received: from x by y; *", "*"};
  EXPECT_EQ(compare(expectation, messages).size(), 0U);
  expectation.octets = "other";
  EXPECT_EQ(compare(expectation, messages).size(), 1U);
  for (const char* pattern : {"A: ", "b", "Received: * by y", "A:*by*"}) {
    expectation.octets = "body";
    expectation.header_fields = {pattern};
    EXPECT_EQ(compare(expectation, messages).size(), 1U) << pattern;
  }
}

}  // namespace
}  // namespace dialogs
