#include "lmtpd/protocol/client_attributes.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace lmtp {
namespace {

// Every attribute that is there, in one line: "name=… address=…".
std::string text_of(const ClientAttributes& attributes) {
  std::string text;
  const auto add = [&](std::string_view name, const std::optional<std::string>& value) {
    if (value) text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, *value);
  };
  add("name", attributes.name);
  add("address", attributes.address);
  add("port", attributes.port);
  add("helo", attributes.helo);
  add("protocol", attributes.protocol);
  add("ident", attributes.ident);
  add("source", attributes.source);
  add("log_in", attributes.log_in);
  return text;
}

// What becomes of no attributes, or the refusal's text.
std::string reading(std::string_view argument, AttributesOf verb) {
  const auto attributes = with_attributes({}, argument, verb);
  if (!attributes) return "!" + fixed_reply(attributes.error(), "mx").lines.front();
  return text_of(*attributes);
}

constexpr std::string_view kSyntax = "!One or more attributes, NAME=value, must follow";
constexpr std::string_view kUnknown = "!Attribute not recognized";
constexpr std::string_view kBad = "!Bad value of an attribute";

struct Row {
  std::string argument;
  std::string_view reading;
};

const std::string k255(255, 'n');
const std::string k255Read = "name=" + k255;

const Row kOfEither[] = {
    {"NAME=mail.example.org", "name=mail.example.org"},
    {"name=mail.example.org Addr=192.0.2.7", "name=mail.example.org address=192.0.2.7"},
    {"NAME=[UNAVAILABLE] HELO=[tempunavail]", ""},
    {"NAME=one NAME=two", "name=two"},
    {"NAME=one NAME=[UNAVAILABLE]", ""},
    {"NAME=a+2Db", "name=a-b"},
    {"NAME=" + k255, k255Read},
    {"NAME=" + k255 + "n", kBad},
    {"ADDR=IPv6:2001:DB8::1", "address=IPv6:2001:db8::1"},
    {"ADDR=ipv6:2001:db8::1", "address=IPv6:2001:db8::1"},
    {"ADDR=2001:db8::1", "address=IPv6:2001:db8::1"},
    {"ADDR=IPv6:192.0.2.7", kBad},
    {"ADDR=[192.0.2.7]", kBad},
    {"ADDR=192.0.2.777", kBad},
    {"ADDR=mail.example.org", kBad},
    {"ADDR=", kBad},
    {"PORT=25", "port=25"},
    {"PORT=65535", "port=65535"},
    {"PORT=65536", kBad},
    {"PORT=-1", kBad},
    {"PORT=000025", kBad},
    {"PORT=", kBad},
    {"PROTO=ESMTP", "protocol=ESMTP"},
    {"HELO=[192.0.2.7]", "helo=[192.0.2.7]"},
    // -- nothing that would break a line or a header field gets through --
    {"NAME=", kBad},
    {"NAME=a+0Ab", kBad},
    {"NAME=a+0Db", kBad},
    {"NAME=a+00b", kBad},
    {"NAME=a+09b", kBad},
    {"NAME=a+20b", kBad},
    {"NAME=a+7Fb", kBad},
    {"NAME=a+C3+A9b", kBad},
    {"NAME=a\xc3\xa9", kBad},
    {"NAME=a(b", kBad},
    {"NAME=a+29b", kBad},
    {"HELO=a;b", kBad},
    {"HELO=a+3Cb", kBad},
    {"HELO=a+22b", kBad},
    {"HELO=a+5Cb", kBad},
    {"HELO=a+0ab", kBad},
    {"HELO=a=b", kBad},
    // -- what is no list of attributes --
    {"", kSyntax},
    {"NAME", kSyntax},
    {"NAME=a ADDR", kSyntax},
    {"NAME=a  PORT=1", kSyntax},
    {" NAME=a", kSyntax},
    {"=a", kUnknown},
    {"NAM=a", kUnknown},
    {"NAME =a", kSyntax},
    {"DESTADDR=192.0.2.1", kUnknown},
};

const Row kOfXForward[] = {
    {"IDENT=4BxR7Tz", "ident=4BxR7Tz"},
    {"IDENT=a+0D+0ABcc:+20b", kBad},
    {"SOURCE=local", "source=LOCAL"},
    {"SOURCE=REMOTE", "source=REMOTE"},
    {"SOURCE=elsewhere", kBad},
    {"PROTO=UUCP", "protocol=UUCP"},
    {"PROTO=" + std::string(65, 'p'), kBad},
    {"LOGIN=ann", kUnknown},
};

const Row kOfXClient[] = {
    {"LOGIN=ann@example.net", "log_in=ann@example.net"},
    {"LOGIN=[UNAVAILABLE]", ""},
    {"PROTO=smtp", "protocol=SMTP"},
    {"PROTO=UUCP", kBad},
    {"IDENT=4BxR7Tz", kUnknown},
    {"SOURCE=LOCAL", kUnknown},
};

TEST(ClientAttributesTest, AreReadStrictly) {
  for (const Row& row : kOfEither) {
    EXPECT_EQ(reading(row.argument, AttributesOf::kXForward), row.reading) << row.argument;
    EXPECT_EQ(reading(row.argument, AttributesOf::kXClient), row.reading) << row.argument;
  }
  for (const Row& row : kOfXForward) {
    EXPECT_EQ(reading(row.argument, AttributesOf::kXForward), row.reading) << row.argument;
  }
  for (const Row& row : kOfXClient) {
    EXPECT_EQ(reading(row.argument, AttributesOf::kXClient), row.reading) << row.argument;
  }
}

TEST(ClientAttributesTest, AddUp) {
  const auto first = with_attributes({}, "NAME=a ADDR=192.0.2.7", AttributesOf::kXForward);
  ASSERT_TRUE(first);
  const auto second = with_attributes(*first, "HELO=b NAME=[UNAVAILABLE]", AttributesOf::kXForward);
  ASSERT_TRUE(second);
  EXPECT_EQ(text_of(*second), "address=192.0.2.7 helo=b");
}

TEST(ClientAttributesTest, AreAnnouncedInTheirOrder) {
  EXPECT_EQ(attribute_names(AttributesOf::kXClient), "NAME ADDR PORT PROTO HELO LOGIN");
  EXPECT_EQ(attribute_names(AttributesOf::kXForward), "NAME ADDR PORT PROTO HELO IDENT SOURCE");
}

}  // namespace
}  // namespace lmtp
