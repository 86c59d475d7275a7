#include "lmtpd/protocol/parameters.h"

#include "lmtpd/protocol/extensions.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <string_view>

namespace lmtp {
namespace {

SessionSettings settings_with(ExtensionSet extensions) {
  SessionSettings settings;
  settings.extensions = extensions;
  return settings;
}

const SessionSettings& with_everything() {
  static const SessionSettings kSettings = [] {
    SessionSettings settings = settings_with(
        {Extension::kSize, Extension::k8BitMime, Extension::kSmtpUtf8, Extension::kChunking,
         Extension::kBinaryMime, Extension::kAuth, Extension::kPrdr, Extension::kIgnoreQuota});
    settings.log_in_in_clear = true;
    settings.original_recipient_accepted = true;
    return settings;
  }();
  return kSettings;
}

auto read(std::string_view text, ParameterOf verb,
          const SessionSettings& settings = with_everything()) {
  return parse_parameters(text, verb, {settings});
}

struct GoodRow {
  std::string_view text;
  Parameters parameters;
};

constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

const GoodRow kGood[] = {
    {"", {}},
    {"   ", {}},
    {" SIZE=0", {.size = 0}},
    {" size=0012", {.size = 12}},
    {" SIZE=18446744073709551615", {.size = kMax}},
    {" SIZE=18446744073709551616", {.size = kMax}},
    {" SIZE=99999999999999999999", {.size = kMax}},
    {" BODY=7BIT", {.body = Body::k7Bit}},
    {" body=8bitmime", {.body = Body::k8BitMime}},
    {" BODY=BinaryMime", {.body = Body::kBinaryMime}},
    {" SMTPUTF8", {.smtputf8 = true}},
    {" AUTH=<>", {.submitter = "<>"}},
    {" AUTH=ann+2Bx@example.net", {.submitter = "ann+x@example.net"}},
    {" SIZE=5 BODY=8BITMIME  SMTPUTF8 ", {.size = 5, .body = Body::k8BitMime, .smtputf8 = true}},
};

TEST(ParametersTest, ReadsThoseOfMail) {
  for (const GoodRow& row : kGood) {
    const auto parameters = read(row.text, ParameterOf::kMail);
    ASSERT_TRUE(parameters.has_value()) << row.text;
    EXPECT_EQ(*parameters, row.parameters) << row.text;
  }
}

TEST(ParametersTest, ReadsThoseOfRcpt) {
  const GoodRow rows[] = {
      {"", {}},
      {" IGNOREQUOTA", {.quota_ignored = true}},
      {" ORCPT=rfc822;Ann+2BLists@example.org", {.original_recipient = "Ann+Lists@example.org"}},
      {" orcpt=utf-8;\\x{FC}@example.org", {.original_recipient = "\\x{FC}@example.org"}},
      {" ORCPT=x400;/C+3Dde;/ IGNOREQUOTA",
       {.original_recipient = "/C=de;/", .quota_ignored = true}},
  };
  for (const GoodRow& row : rows) {
    const auto parameters = read(row.text, ParameterOf::kRecipient);
    ASSERT_TRUE(parameters.has_value()) << row.text;
    EXPECT_EQ(*parameters, row.parameters) << row.text;
  }
}

TEST(ParametersTest, ReadsPrdrInSmtpOnly) {
  SessionSettings smtp = settings_with({Extension::kPrdr});
  smtp.protocol = Protocol::kSmtp;
  ASSERT_TRUE(read(" PRDR", ParameterOf::kMail, smtp).has_value());
  EXPECT_TRUE(read(" PRDR", ParameterOf::kMail, smtp)->prdr);
  EXPECT_EQ(read(" PRDR=1", ParameterOf::kMail, smtp).error(), FixedReply::kValueNotAllowed);
  EXPECT_EQ(read(" PRDR", ParameterOf::kMail).error(), FixedReply::kParameterUnknown);
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
    {" BODY=9BIT", FixedReply::kBodySyntax},
    {" AUTH", FixedReply::kSubmitterSyntax},
    {" AUTH=", FixedReply::kSubmitterSyntax},
    {" AUTH=a+0D+0Ab", FixedReply::kSubmitterSyntax},
    {" AUTH=a+b", FixedReply::kSubmitterSyntax},
    {" AUTH=a=b", FixedReply::kSubmitterSyntax},
    {" SMTPUTF8=", FixedReply::kValueNotAllowed},
    {" SMTPUTF8=1", FixedReply::kValueNotAllowed},
    // Twice.
    {" SIZE=1 SIZE=1", FixedReply::kParameterTwice},
    {" SMTPUTF8 BODY=7BIT smtputf8", FixedReply::kParameterTwice},
    // Unknown.
    {" RET=HDRS", FixedReply::kParameterUnknown},
    {" ENVID=1", FixedReply::kParameterUnknown},
    {" ORCPT=rfc822;a@b", FixedReply::kParameterUnknown},
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
    const auto parameters = read(row.text, ParameterOf::kMail);
    ASSERT_FALSE(parameters.has_value()) << row.text;
    EXPECT_EQ(parameters.error(), row.reply) << row.text;
  }
}

TEST(ParametersTest, RefusesAnOriginalRecipientThatIsNotOnePrintableLine) {
  for (const char* value :
       {"", "rfc822", "rfc822;", ";a@b", "rfc 822;a@b", "rfc_822;a@b", "rfc822;a+0Ab",
        "rfc822;a+0Db", "rfc822;a+00b", "rfc822;a+1Bb", "rfc822;a+7Fb", "rfc822;a+C3+BC@b",
        "rfc822;\xc3\xbc@b", "rfc822;a+b", "rfc822;a+4g", "rfc822;a+2b", "rfc822;a=b"}) {
    const auto parameters = read(" ORCPT=" + std::string(value), ParameterOf::kRecipient);
    ASSERT_FALSE(parameters.has_value()) << value;
    EXPECT_TRUE(parameters.error() == FixedReply::kOriginalRecipientSyntax ||
                std::string_view(value).find(' ') != std::string_view::npos)
        << value;
  }
}

TEST(ParametersTest, RcptHasNoneOfMailAndNoneOfReports) {
  for (const char* text : {" SIZE=1", " BODY=7BIT", " SMTPUTF8", " NOTIFY=NEVER", " AUTH=<>"}) {
    const auto parameters = read(text, ParameterOf::kRecipient);
    ASSERT_FALSE(parameters.has_value()) << text;
    EXPECT_EQ(parameters.error(), FixedReply::kParameterUnknown);
  }
}

TEST(ParametersTest, NoneIsKnownThatNothingOffers) {
  const SessionSettings nothing = settings_with({});
  for (const char* text : {" SIZE=1", " BODY=7BIT", " SMTPUTF8", " AUTH=<>", " PRDR"}) {
    EXPECT_EQ(read(text, ParameterOf::kMail, nothing).error(), FixedReply::kParameterUnknown);
  }
  for (const char* text : {" ORCPT=rfc822;a@b", " IGNOREQUOTA"}) {
    EXPECT_EQ(read(text, ParameterOf::kRecipient, nothing).error(), FixedReply::kParameterUnknown);
  }
}

TEST(ParametersTest, BinaryBodiesNeedTheirExtension) {
  const SessionSettings text_only = settings_with({Extension::k8BitMime, Extension::kBinaryMime});
  EXPECT_EQ(read(" BODY=BINARYMIME", ParameterOf::kMail, text_only).error(),
            FixedReply::kBodySyntax);
}

}  // namespace
}  // namespace lmtp
