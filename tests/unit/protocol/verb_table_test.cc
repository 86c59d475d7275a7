#include "lmtpd/protocol/verb_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace lmtp {
namespace {

// The legal phases as a word: g(reeted) r(eady) s(pent) m(ail) R(ecipients).
std::string phases_of(const VerbRow& row) {
  constexpr std::pair<Phase, char> kLetters[] = {{Phase::kGreeted, 'g'},
                                                 {Phase::kReady, 'r'},
                                                 {Phase::kSpent, 's'},
                                                 {Phase::kMail, 'm'},
                                                 {Phase::kRecipients, 'R'}};
  std::string word;
  for (const auto& [phase, letter] : kLetters) {
    if (row.legal.contain(phase)) word += letter;
  }
  return word;
}

TEST(VerbTableTest, OrdersTheVerbsOfATransaction) {
  EXPECT_EQ(phases_of(*find_verb("LHLO")), "grmR");
  EXPECT_EQ(phases_of(*find_verb("MAIL")), "r");
  EXPECT_EQ(phases_of(*find_verb("RCPT")), "mR");
  EXPECT_EQ(phases_of(*find_verb("DATA")), "R");
  EXPECT_EQ(phases_of(*find_verb("RSET")), "grmR");
  EXPECT_EQ(phases_of(*find_verb("NOOP")), "grmR");
  EXPECT_EQ(phases_of(*find_verb("QUIT")), "grsmR");
}

TEST(VerbTableTest, LetsAClientShowWhoItIsOutsideATransactionOnly) {
  EXPECT_EQ(phases_of(*find_verb("STARTTLS")), "r");
  EXPECT_EQ(phases_of(*find_verb("AUTH")), "r");
  EXPECT_EQ(phases_of(*find_verb("XFORWARD")), "r");
  EXPECT_EQ(phases_of(*find_verb("XCLIENT")), "gr");  // once more, after its own 220
}

TEST(VerbTableTest, TellsAnUntrustedClientThatItIs) {
  SessionSettings settings;
  for (const char* verb : {"XCLIENT", "XFORWARD"}) {
    EXPECT_EQ(refusal_of(*find_verb(verb), settings), FixedReply::kNotTrusted);
  }
  for (const char* verb : {"STARTTLS", "AUTH"}) {
    EXPECT_EQ(refusal_of(*find_verb(verb), settings), FixedReply::kNotImplemented);
  }
}

TEST(VerbTableTest, NoVerbIsServedWhileContentOrAnswersAreDue) {
  for (const VerbRow& row : verb_rows()) {
    EXPECT_FALSE(row.legal.contain(Phase::kContent)) << row.name;
    EXPECT_FALSE(row.legal.contain(Phase::kAnswers)) << row.name;
    EXPECT_FALSE(row.legal.contain(Phase::kClosing)) << row.name;
  }
}

TEST(VerbTableTest, HasEachVerbOnce) {
  std::set<std::string_view> names;
  for (const VerbRow& row : verb_rows()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(find_verb(row.name), &row);
  }
}

TEST(VerbTableTest, FindsVerbsInAnyCase) {
  EXPECT_EQ(find_verb("mAiL"), find_verb("MAIL"));
  EXPECT_EQ(find_verb("MAI"), nullptr);
  EXPECT_EQ(find_verb("MAILS"), nullptr);
  EXPECT_EQ(find_verb(""), nullptr);
}

TEST(VerbTableTest, HasAGreetingForEachProtocol) {
  SessionSettings lmtp;
  SessionSettings smtp;
  smtp.protocol = Protocol::kSmtp;
  EXPECT_EQ(refusal_of(*find_verb("LHLO"), lmtp), std::nullopt);
  EXPECT_EQ(refusal_of(*find_verb("LHLO"), smtp), FixedReply::kWrongGreeting);
  for (const char* verb : {"HELO", "EHLO"}) {
    EXPECT_EQ(refusal_of(*find_verb(verb), smtp), std::nullopt);
    EXPECT_EQ(refusal_of(*find_verb(verb), lmtp), FixedReply::kWrongGreeting);
  }
}

TEST(VerbTableTest, HasNoVerbOfAnExtensionThatIsSwitchedOff) {
  SessionSettings settings;
  EXPECT_EQ(refusal_of(*find_verb("HELP"), settings), std::nullopt);
  settings.extensions.remove(Extension::kHelp);
  EXPECT_EQ(refusal_of(*find_verb("HELP"), settings), FixedReply::kNotImplemented);
}

TEST(VerbTableTest, AsksForTheGreetingFirst) {
  const VerbRow& data = *find_verb("DATA");
  EXPECT_EQ(refusal_in(Phase::kGreeted, data), FixedReply::kGreetingFirst);
  EXPECT_EQ(refusal_in(Phase::kMail, data), FixedReply::kNoRecipient);
  EXPECT_EQ(refusal_in(Phase::kSpent, data), FixedReply::kTooManyTransactions);
}

}  // namespace
}  // namespace lmtp
