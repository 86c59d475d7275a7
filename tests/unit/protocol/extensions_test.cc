#include "lmtpd/protocol/extensions.h"

#include <gtest/gtest.h>

namespace lmtp {
namespace {

using enum Extension;

constexpr ExtensionSet kAll{kPipelining, kEnhancedStatusCodes,
                            k8BitMime,   kSmtpUtf8,
                            kSize,       kChunking,
                            kBinaryMime, kLimits,
                            kStartTls,   kAuth,
                            kPrdr,       kXClient,
                            kXForward,   kIgnoreQuota,
                            kExpand,     kHelp};

SessionSettings settings_of(Protocol protocol) {
  SessionSettings settings;
  settings.protocol = protocol;
  settings.host_name = "mx.example.net";
  settings.extensions = kAll;
  settings.limits.message_octets = 1234;
  settings.limits.session_transactions = 20;
  settings.limits.transaction_recipients = 30;
  return settings;
}

TEST(ExtensionsTest, AreAnnouncedBelowTheServersName) {
  const SessionSettings settings = settings_of(Protocol::kLmtp);
  EXPECT_EQ(to_wire(extended_greeting_reply({settings})),
            "250-mx.example.net\r\n"
            "250-PIPELINING\r\n"
            "250-ENHANCEDSTATUSCODES\r\n"
            "250-8BITMIME\r\n"
            "250-SMTPUTF8\r\n"
            "250-SIZE 1234\r\n"
            "250-CHUNKING\r\n"
            "250-BINARYMIME\r\n"
            "250-LIMITS MAILMAX=20 RCPTMAX=30\r\n"
            "250-STARTTLS\r\n"
            "250-XCLIENT NAME ADDR PORT PROTO HELO LOGIN\r\n"
            "250-XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE\r\n"
            "250-IGNOREQUOTA\r\n"
            "250 HELP\r\n");
}

TEST(ExtensionsTest, DependOnTheProtocol) {
  const SessionSettings lmtp = settings_of(Protocol::kLmtp);
  const SessionSettings smtp = settings_of(Protocol::kSmtp);
  EXPECT_FALSE(is_provided(kPrdr, lmtp));
  EXPECT_TRUE(is_provided(kPrdr, smtp));
  EXPECT_TRUE(is_provided(kIgnoreQuota, lmtp));
  EXPECT_FALSE(is_provided(kIgnoreQuota, smtp));
}

TEST(ExtensionsTest, DependOnTlsAndOnSettings) {
  SessionSettings settings = settings_of(Protocol::kSmtp);
  EXPECT_TRUE(is_announced(kStartTls, {settings, false}));
  EXPECT_FALSE(is_announced(kStartTls, {settings, true}));
  EXPECT_TRUE(is_provided(kStartTls, settings));
  EXPECT_FALSE(is_announced(kAuth, {settings, false}));
  EXPECT_TRUE(is_announced(kAuth, {settings, true}));
  EXPECT_FALSE(is_announced(kExpand, {settings}));
  settings.log_in_in_clear = true;
  settings.expand_answered = true;
  EXPECT_TRUE(is_announced(kAuth, {settings, false}));
  EXPECT_TRUE(is_announced(kExpand, {settings}));
}

TEST(ExtensionsTest, AreNotThereWithoutThoseTheyNeed) {
  SessionSettings settings = settings_of(Protocol::kLmtp);
  settings.extensions.remove(kChunking);
  settings.extensions.remove(k8BitMime);
  EXPECT_FALSE(is_provided(kBinaryMime, settings));
  EXPECT_FALSE(is_provided(kSmtpUtf8, settings));
}

TEST(ExtensionsTest, EachCanBeSwitchedOff) {
  for (const Protocol protocol : {Protocol::kLmtp, Protocol::kSmtp}) {
    for (int i = 0; i <= static_cast<int>(kHelp); ++i) {
      SessionSettings settings = settings_of(protocol);
      settings.extensions.remove(static_cast<Extension>(i));
      const std::string keyword(keyword_of(static_cast<Extension>(i)));
      EXPECT_EQ(extension_named(keyword), static_cast<Extension>(i));
      for (const std::string& line : extension_lines({settings})) {
        EXPECT_NE(line.substr(0, line.find(' ')), keyword);
      }
    }
  }
}

TEST(ExtensionsTest, NoneLeavesTheServersNameAlone) {
  SessionSettings settings = settings_of(Protocol::kSmtp);
  settings.extensions = {};
  EXPECT_EQ(to_wire(extended_greeting_reply({settings})), "250 mx.example.net\r\n");
}

TEST(ExtensionsTest, SizeMayBeAnnouncedWithoutANumber) {
  SessionSettings settings = settings_of(Protocol::kLmtp);
  settings.extensions = {kSize};
  settings.size_announced = false;
  EXPECT_EQ(extension_lines({settings}), std::vector<std::string>{"SIZE"});
}

TEST(ExtensionsTest, LimitsHaveSixDigitsAtMost) {
  SessionSettings settings = settings_of(Protocol::kLmtp);
  settings.extensions = {kLimits};
  settings.limits.session_transactions = 1'000'000'000;
  EXPECT_EQ(extension_lines({settings}),
            std::vector<std::string>{"LIMITS MAILMAX=999999 RCPTMAX=30"});
}

}  // namespace
}  // namespace lmtp
