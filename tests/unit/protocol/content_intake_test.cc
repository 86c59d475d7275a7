#include "lmtpd/protocol/content_intake.h"

#include <gtest/gtest.h>

#include <string>

namespace lmtp {
namespace {

namespace status = mailbox::status;

// What is passed on.
std::string read_all(ContentIntake& intake, std::string_view input) {
  std::string octets;
  while (!input.empty() && !intake.ended()) octets += intake.read(input);
  return octets;
}

TEST(ContentIntakeTest, PassesOnWhatFitsTheLimit) {
  ContentIntake intake(6, false);
  EXPECT_EQ(read_all(intake, "..abc\r\n.\r\n"), ".abc\r\n");
  EXPECT_TRUE(intake.ended());
  EXPECT_FALSE(intake.refusal().has_value());
}

TEST(ContentIntakeTest, StopsAtTheLimitAndReadsOnToTheEnd) {
  for (const std::string input : {"abcd\r\n.\r\n", "abcdefgh\r\n..\r\n.\r\n"}) {
    ContentIntake intake(5, false);
    EXPECT_EQ(read_all(intake, input), input.substr(0, 5));
    EXPECT_TRUE(intake.ended());
    ASSERT_TRUE(intake.refusal().has_value());
    EXPECT_EQ(intake.refusal()->status, status::kMessageTooLarge);
  }
}

TEST(ContentIntakeTest, RefusesABareLineFeedAtTheEnd) {
  ContentIntake intake(100, false);
  EXPECT_EQ(read_all(intake, "a\nb\r\n"), "a\nb\r\n");
  EXPECT_FALSE(intake.refusal().has_value());
  EXPECT_EQ(read_all(intake, ".\r\n"), "");
  ASSERT_TRUE(intake.refusal().has_value());
  EXPECT_EQ(intake.refusal()->status, (mailbox::EnhancedStatus{5, 6, 0}));
}

TEST(ContentIntakeTest, AcceptsABareLineFeedBySetting) {
  ContentIntake intake(100, true);
  EXPECT_EQ(read_all(intake, "a\nb\r\n.\r\n"), "a\nb\r\n");
  EXPECT_TRUE(intake.ended());
  EXPECT_FALSE(intake.refusal().has_value());
}

TEST(ContentIntakeTest, GathersLinesThatBeginWithADot) {
  std::string input;
  std::string content;
  for (int i = 0; i < 3000; ++i) {
    input += "..\r\n";
    content += ".\r\n";
  }
  std::string_view rest = input;
  ContentIntake intake(100'000, false);
  std::string octets;
  int pieces = 0;
  for (; !rest.empty(); ++pieces) octets += intake.read(rest);
  EXPECT_EQ(octets, content);
  EXPECT_LT(pieces, 10) << "a piece for each line costs more than its octets";
}

TEST(ContentIntakeTest, PassesNothingOnOnceRefused) {
  ContentIntake intake(4, false);
  EXPECT_EQ(read_all(intake, "ab"), "ab");
  intake.refuse(outcome_of(status::kSystemFull));
  EXPECT_EQ(read_all(intake, "much more\nthan that\r\n.\r\n"), "");
  EXPECT_TRUE(intake.ended());
  EXPECT_EQ(intake.refusal()->status, status::kSystemFull) << "the first refusal stands";
}

// -- in chunks --

std::string read_chunk(ContentIntake& intake, std::string_view octets, bool last = false) {
  intake.start_chunk({octets.size(), last});
  std::string passed_on;
  while (!intake.at_rest()) passed_on += intake.read(octets);
  return passed_on;
}

TEST(ContentIntakeTest, TakesChunksAsTheyAre) {
  ContentIntake intake(100, false);
  EXPECT_EQ(read_chunk(intake, "..\r\n.\r\n"), "..\r\n.\r\n");
  EXPECT_FALSE(intake.ended());
  EXPECT_EQ(read_chunk(intake, "", true), "");
  EXPECT_TRUE(intake.ended());
  EXPECT_FALSE(intake.refusal().has_value());
}

TEST(ContentIntakeTest, CountsChunksTogether) {
  ContentIntake intake(5, false);
  EXPECT_EQ(read_chunk(intake, "abc"), "abc");
  EXPECT_FALSE(intake.refusal().has_value());
  EXPECT_EQ(read_chunk(intake, "defg"), "de");
  ASSERT_TRUE(intake.refusal().has_value());
  EXPECT_EQ(intake.refusal()->status, status::kMessageTooLarge);
  EXPECT_EQ(read_chunk(intake, "hij", true), "");
  EXPECT_TRUE(intake.ended());
}

TEST(ContentIntakeTest, RefusesABareLineFeedAtTheEndOfItsChunk) {
  ContentIntake intake(100, false);
  EXPECT_EQ(read_chunk(intake, "a\r"), "a\r");
  EXPECT_EQ(read_chunk(intake, "\nb"), "\nb");
  EXPECT_FALSE(intake.refusal().has_value());
  EXPECT_EQ(read_chunk(intake, "c\n"), "c\n");
  ASSERT_TRUE(intake.refusal().has_value());
  EXPECT_EQ(intake.refusal()->status, (mailbox::EnhancedStatus{5, 6, 0}));
}

}  // namespace
}  // namespace lmtp
