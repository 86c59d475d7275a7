#include "lmtpd/protocol/log_in_exchange.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace lmtp {
namespace {

using Step = LogInExchange::Step;

// What a step is, as a word.
std::string word_of(const Step& step) {
  if (const auto* challenge = std::get_if<LogInExchange::Challenge>(&step)) {
    return fmt::format("334 {}", challenge->base64);
  }
  if (const auto* credentials = std::get_if<Credentials>(&step)) {
    return fmt::format("{}:{}", credentials->user, credentials->password.view());
  }
  const Reply reply = fixed_reply(std::get<FixedReply>(step), "mx");
  return fmt::format("{} {}", reply.code, to_string(*reply.status));
}

struct Row {
  std::string_view mechanism;
  std::optional<std::string_view> initial_response;
  std::vector<std::string_view> answers;
  std::string_view end;  // the last step
};

const Row kRows[] = {
    // -- PLAIN --
    {"PLAIN", "AGFubgBzZWNyZXQ=", {}, "ann:secret"},
    {"PLAIN", std::nullopt, {"AGFubgBzZWNyZXQ="}, "ann:secret"},
    {"PLAIN", "YW5uAGFubgBzZWNyZXQ=", {}, "ann:secret"},  // acting as oneself
    {"PLAIN", "Ym9iAGFubgBzZWNyZXQ=", {}, "535 5.7.8"},   // acting as bob
    {"PLAIN", "=", {}, "535 5.7.8"},
    {"PLAIN", std::nullopt, {""}, "535 5.7.8"},
    {"PLAIN", "YW5u", {}, "535 5.7.8"},              // no NUL
    {"PLAIN", "AGFubg==", {}, "535 5.7.8"},          // one NUL
    {"PLAIN", "AGFubgA=", {}, "535 5.7.8"},          // no password
    {"PLAIN", "AABzZWNyZXQ=", {}, "535 5.7.8"},      // no user
    {"PLAIN", "AGFubgBzZWNyZXQA", {}, "535 5.7.8"},  // a third NUL
    {"PLAIN", "AGFubgBzZWNyZXQ", {}, "501 5.5.2"},
    {"PLAIN", "", {}, "535 5.7.8"},
    {"PLAIN", "*", {}, "501 5.5.2"},
    {"PLAIN", " AGFubgBzZWNyZXQ=", {}, "501 5.5.2"},
    {"PLAIN", std::nullopt, {"*"}, "501 5.7.0"},
    {"PLAIN", std::nullopt, {"="}, "501 5.5.2"},  // only an initial response is written so
    {"PLAIN", std::nullopt, {"QUIT"}, "535 5.7.8"},
    {"PLAIN", std::nullopt, {"RSET\t"}, "501 5.5.2"},
    {"PLAIN", std::nullopt, {}, "334 "},
    // -- LOGIN --
    {"LOGIN", std::nullopt, {}, "334 VXNlcm5hbWU6"},
    {"LOGIN", std::nullopt, {"YW5u"}, "334 UGFzc3dvcmQ6"},
    {"LOGIN", std::nullopt, {"YW5u", "c2VjcmV0"}, "ann:secret"},
    {"LOGIN", "YW5u", {"c2VjcmV0"}, "ann:secret"},
    {"LOGIN", "=", {"c2VjcmV0"}, "535 5.7.8"},
    {"LOGIN", "YW5u", {""}, "535 5.7.8"},
    {"LOGIN", "YW4AdQ==", {"c2VjcmV0"}, "535 5.7.8"},  // a NUL in the user
    {"LOGIN", "YW5u", {"c2VjAHJldA=="}, "535 5.7.8"},  // a NUL in the password
    {"LOGIN", std::nullopt, {"*"}, "501 5.7.0"},
    {"LOGIN", "YW5u", {"*"}, "501 5.7.0"},
    {"LOGIN", "YW5", {}, "501 5.5.2"},
    {"LOGIN", "YW5u", {"secret"}, "501 5.5.2"},
};

TEST(LogInExchangeTest, GoesAsItsMechanismSays) {
  for (const Row& row : kRows) {
    LogInExchange exchange(*find_mechanism(row.mechanism));
    Step step = exchange.start(row.initial_response);
    for (const std::string_view answer : row.answers) {
      ASSERT_TRUE(std::holds_alternative<LogInExchange::Challenge>(step)) << row.end;
      step = exchange.respond(answer);
    }
    EXPECT_EQ(word_of(step), row.end) << row.mechanism << ' ' << row.initial_response.value_or("-");
  }
}

TEST(LogInExchangeTest, FindsMechanismsInAnyCase) {
  EXPECT_EQ(find_mechanism("plain")->name, "PLAIN");
  EXPECT_EQ(find_mechanism("Login")->name, "LOGIN");
  for (const std::string_view name : {"", "PLAI", "PLAINX", "CRAM-MD5", "EXTERNAL"}) {
    EXPECT_EQ(find_mechanism(name), nullptr) << name;
  }
}

// CVE-2018-6789, CVE-2025-59028: every length of a response, in every place of an exchange.
TEST(LogInExchangeTest, EndsOrGoesOnAtEveryLengthOfAResponse) {
  for (std::size_t octets = 0; octets <= 1024; ++octets) {
    const std::string response(octets, 'Q');  // which stands for text without NUL
    const std::string bad = octets % 4 == 0 ? "535 5.7.8" : "501 5.5.2";
    LogInExchange plain(*find_mechanism("PLAIN"));
    EXPECT_EQ(word_of(plain.start(response)), bad) << octets;
    LogInExchange login(*find_mechanism("LOGIN"));
    const bool goes_on = std::holds_alternative<LogInExchange::Challenge>(login.start(response));
    EXPECT_EQ(goes_on, octets % 4 == 0) << octets;
    if (goes_on && octets > 0) {
      EXPECT_TRUE(std::holds_alternative<Credentials>(login.respond(response))) << octets;
    }
  }
}

TEST(SecretTest, WipesWhatItHeld) {
  char octets[] = "secret";
  wipe(octets, sizeof(octets));
  EXPECT_EQ(std::string(octets, sizeof(octets)), std::string(sizeof(octets), '\0'));
}

TEST(SecretTest, MovesWithoutACopy) {
  Secret secret(std::string_view("secret"));
  const void* place = secret.view().data();
  const Secret moved = std::move(secret);
  EXPECT_EQ(moved.view(), "secret");
  EXPECT_EQ(moved.view().data(), place);
}

}  // namespace
}  // namespace lmtp
