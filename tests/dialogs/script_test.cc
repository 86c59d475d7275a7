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
      "# A comment.\n\nSetting: max-errors 3\nS: 220\nC: NOOP\nC:\nC-raw: a\\r\\n\nC-repeat: 3 x\n"
      "S: 250-one\nS: 250 two\nS-close:\nStored: ann@x 1\nStored-octets: ann@x a\\n\n"
      "Stored-repeat: ann@x 2 b\nStored: bob@x 0\n");
  ASSERT_TRUE(script.has_value()) << script.error();
  ASSERT_EQ(script->settings.size(), 1U);
  EXPECT_EQ(script->settings[0].name, "max-errors");
  EXPECT_EQ(script->settings[0].value, "3");
  EXPECT_EQ(client_octets(*script), "NOOP\r\n\r\na\r\nxxx");
  ASSERT_EQ(script->steps.size(), 7U);
  EXPECT_EQ(std::get<ServerReplies>(script->steps[5]).patterns,
            (std::vector<std::string>{"250-one", "250 two"}));
  EXPECT_TRUE(std::holds_alternative<ServerCloses>(script->steps[6]));
  ASSERT_EQ(script->stored.size(), 2U);
  EXPECT_EQ(script->stored[0].octets, "a\nbb");
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
      {"Stored-octets: a@x y\n", "line 1: the octets of a mailbox"},
      {"S-close: now\n", "line 1: S-close: stands alone"},
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

TEST(ReplyMatchTest, TakesWholeReplies) {
  std::string octets = "250-a\r\n250 b\r\n221 c\r\n250-";
  EXPECT_EQ(take_reply(octets), (std::vector<std::string>{"250-a", "250 b"}));
  EXPECT_EQ(take_reply(octets), (std::vector<std::string>{"221 c"}));
  EXPECT_EQ(take_reply(octets), std::nullopt);
  EXPECT_EQ(octets, "250-");
}

TEST(ReplyMatchTest, MatchesAtTheEndOfAWord) {
  const auto one = [](const char* pattern) { return ServerReplies{{pattern}, 1}; };
  const std::vector<std::string> reply = {"250-mx", "250 2.1.5 OK"};
  for (const char* pattern : {"250", "250 2.1.5", "250 2.1.5 OK", "250 "}) {
    EXPECT_TRUE(matches(one(pattern), reply)) << pattern;
  }
  for (const char* pattern : {"25", "250 2", "250 2.1", "250 2.1.5 O", "250-mx", "251"}) {
    EXPECT_FALSE(matches(one(pattern), reply)) << pattern;
  }
  EXPECT_TRUE(matches({{"250-", "250 2.1.5"}, 1}, reply));
  EXPECT_FALSE(matches({{"250-", "250-", "250"}, 1}, reply));
}

}  // namespace
}  // namespace dialogs
