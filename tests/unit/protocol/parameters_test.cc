#include "lmtpd/protocol/parameters.h"

#include "lmtpd/protocol/extensions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string_view>

namespace lmtp {
namespace {

struct GoodRow {
  std::string_view text;
  Parameters parameters;
};

constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

constexpr GoodRow kGood[] = {
    {"", {}},
    {"   ", {}},
    {" SIZE=0", {0, std::nullopt, false}},
    {" size=0012", {12, std::nullopt, false}},
    {" SIZE=18446744073709551615", {kMax, std::nullopt, false}},
    {" SIZE=18446744073709551616", {kMax, std::nullopt, false}},
    {" SIZE=99999999999999999999", {kMax, std::nullopt, false}},
    {" BODY=7BIT", {std::nullopt, Body::k7Bit, false}},
    {" body=8bitmime", {std::nullopt, Body::k8BitMime, false}},
    {" SMTPUTF8", {std::nullopt, std::nullopt, true}},
    {" SIZE=5 BODY=8BITMIME  SMTPUTF8 ", {5, Body::k8BitMime, true}},
};

TEST(ParametersTest, ReadsThoseOfMail) {
  for (const GoodRow& row : kGood) {
    const auto parameters = parse_parameters(row.text, ParameterOf::kMail);
    ASSERT_TRUE(parameters.has_value()) << row.text;
    EXPECT_EQ(*parameters, row.parameters) << row.text;
  }
}

struct BadRow {
  std::string_view text;
  FixedReply reply;
};

constexpr BadRow kBad[] = {
    // Bad values.
    {" SIZE", FixedReply::kSizeSyntax},
    {" SIZE=", FixedReply::kSizeSyntax},
    {" SIZE=-1", FixedReply::kSizeSyntax},
    {" SIZE=+1", FixedReply::kSizeSyntax},
    {" SIZE=1.5", FixedReply::kSizeSyntax},
    {" SIZE=0x10", FixedReply::kSizeSyntax},
    {" SIZE=100000000000000000000", FixedReply::kSizeSyntax},
    {" BODY", FixedReply::kBodySyntax},
    {" BODY=", FixedReply::kBodySyntax},
    {" BODY=BINARYMIME", FixedReply::kBodySyntax},
    {" SMTPUTF8=", FixedReply::kSmtpUtf8Syntax},
    {" SMTPUTF8=1", FixedReply::kSmtpUtf8Syntax},
    // Twice.
    {" SIZE=1 SIZE=1", FixedReply::kParameterTwice},
    {" SMTPUTF8 BODY=7BIT smtputf8", FixedReply::kParameterTwice},
    // Unknown.
    {" RET=HDRS", FixedReply::kParameterUnknown},
    {" AUTH=a+0D+0Ab", FixedReply::kParameterUnknown},
    {" SIZES=1", FixedReply::kParameterUnknown},
    {" X-1", FixedReply::kParameterUnknown},
    // No keyword.
    {" =", FixedReply::kParameterSyntax},
    {" =1", FixedReply::kParameterSyntax},
    {" -X=1", FixedReply::kParameterSyntax},
    {" A_B=1", FixedReply::kParameterSyntax},
    {" <a@b>", FixedReply::kParameterSyntax},
    {" SIZE\t=1", FixedReply::kParameterSyntax},
    {" caf\xc3\xa9", FixedReply::kParameterSyntax},
};

TEST(ParametersTest, RefusesWhatIsWrong) {
  for (const BadRow& row : kBad) {
    const auto parameters = parse_parameters(row.text, ParameterOf::kMail);
    ASSERT_FALSE(parameters.has_value()) << row.text;
    EXPECT_EQ(parameters.error(), row.reply) << row.text;
  }
}

TEST(ParametersTest, RcptHasNone) {
  EXPECT_TRUE(parse_parameters("", ParameterOf::kRecipient).has_value());
  for (const char* text : {" SIZE=1", " BODY=7BIT", " SMTPUTF8", " NOTIFY=NEVER"}) {
    const auto parameters = parse_parameters(text, ParameterOf::kRecipient);
    ASSERT_FALSE(parameters.has_value()) << text;
    EXPECT_EQ(parameters.error(), FixedReply::kParameterUnknown);
  }
}

TEST(ParametersTest, EachIsAnnouncedByAnExtension) {
  const SessionSettings settings;
  const auto lines = extension_lines({settings});
  for (const ParameterRow& row : parameter_rows()) {
    const bool announced = std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
      return std::string_view(line).substr(0, line.find(' ')) == row.announced_by;
    });
    EXPECT_TRUE(announced) << row.name;
  }
}

}  // namespace
}  // namespace lmtp
