#include "mailbox/address.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace mailbox {
namespace {

using std::string_literals::operator""s;

struct GoodAddress {
  std::string text;
  std::string local_part;
  std::string domain;
  std::string printed;  // empty: as `text`
};

const std::string kLocalPart64(64, 'a');
const std::string kLabel63(63, 'd');
const std::string kDomain255 =
    kLabel63 + "." + kLabel63 + "." + kLabel63 + "." + std::string(63, 'e');

const std::vector<GoodAddress> kGood = {
    // Dot-strings.
    {"ann@example.net", "ann", "example.net", ""},
    {"Ann.O'Brien+lists@Example.NET", "Ann.O'Brien+lists", "Example.NET", ""},
    {"!#$%&'*+-/=?^_`{|}~@x", "!#$%&'*+-/=?^_`{|}~", "x", ""},
    {"a@b", "a", "b", ""},
    {"1@2", "1", "2", ""},
    // Quoted strings lose their quotes, and get them back only where they must.
    {"\"\"@x", "", "x", ""},
    {"\"a b\"@x", "a b", "x", ""},
    {"\"a@b\"@x", "a@b", "x", ""},
    {"\".\"@x", ".", "x", ""},
    {"\"a..b\"@x", "a..b", "x", ""},
    {"\"ann\"@x", "ann", "x", "ann@x"},
    {"\"a\\nn\"@x", "ann", "x", "ann@x"},
    {R"("say \"hi\""@x)", "say \"hi\"", "x", ""},
    {R"("back\\slash"@x)", "back\\slash", "x", ""},
    {"\"<>\"@x", "<>", "x", ""},
    // Domains.
    {"a@xn--bcher-kva.example", "a", "xn--bcher-kva.example", ""},
    {"a@my_host.example", "a", "my_host.example", ""},
    {"a@_dmarc.example", "a", "_dmarc.example", ""},
    {"a@a-b--c.example", "a", "a-b--c.example", ""},
    // Address literals.
    {"a@[192.0.2.1]", "a", "[192.0.2.1]", ""},
    {"a@[IPv6:2001:db8::1]", "a", "[IPv6:2001:db8::1]", ""},
    {"a@[ipv6:::1]", "a", "[ipv6:::1]", ""},
    {"a@[IPv6:::ffff:192.0.2.1]", "a", "[IPv6:::ffff:192.0.2.1]", ""},
    {"a@[x:y]", "a", "[x:y]", ""},
    {"a@[2001:db8::1]", "a", "[2001:db8::1]", ""},  // to the grammar, 2001 is a tag
    {"a@[X-400:c=de;\"<q>@,\"]", "a", "[X-400:c=de;\"<q>@,\"]", ""},
    // Lengths at their limits.
    {kLocalPart64 + "@x", kLocalPart64, "x", ""},
    {"a@" + kDomain255, "a", kDomain255, ""},
    // UTF-8.
    {"jürgen@example.net", "jürgen", "example.net", ""},
    {"ann@bücher.example", "ann", "bücher.example", ""},
    {"\"jürgen\"@x", "jürgen", "x", "jürgen@x"},
    {"\"jürgen k\"@x", "jürgen k", "x", ""},
    {"\xF0\x9F\x93\xAE@x", "\xF0\x9F\x93\xAE", "x", ""},
};

TEST(AddressTest, ReadsWhatTheGrammarAllowsAndPrintsItBack) {
  for (const GoodAddress& row : kGood) {
    SCOPED_TRACE(row.text);
    const auto address = parse_address(row.text, Utf8::kAllowed);
    ASSERT_TRUE(address.has_value()) << address.error().text;
    EXPECT_EQ(address->local_part, row.local_part);
    EXPECT_EQ(address->domain, row.domain);
    EXPECT_EQ(to_string(*address), row.printed.empty() ? row.text : row.printed);
  }
}

const std::vector<std::string> kBad = {
    "",
    "@",
    "ann",
    "@x",
    "ann@",
    "ann@@x",
    "a b@x",
    " ann@x",
    "ann@x ",
    "ann@ x",
    "<ann@x>",
    "a(c)@x",
    "a,b@x",
    "a:b@x",
    "a;b@x",
    "a[b@x",
    "a\\b@x",
    "a\"b@x",
    // Dots.
    ".ann@x",
    "ann.@x",
    "a..b@x",
    "ann@.x",
    "ann@x.",
    "ann@x..y",
    "ann@.",
    // Quoted strings.
    "\"ann@x",
    "\"ann\"",
    "\"a\"b@x",
    "\"a\"b\"@x",
    "\"a\".b@x",
    "\"a\\\"@x",
    "\"a\\",
    // Control characters.
    "a\tb@x",
    "a\rb@x",
    "a\nb@x",
    "\"a\tb\"@x",
    "\"a\r\n b\"@x",
    "\"a\\\tb\"@x",
    "a\0b@x"s,
    "\"a\0b\"@x"s,
    "ann@x\0"s,
    "a\x7F@x",
    "\"a\x7F\"@x",
    "a\xC2\x85@x",
    // Domain labels.
    "ann@-x",
    "ann@x-",
    "ann@x-.y",
    "ann@x/y",
    "ann@x:25",
    "ann@" + std::string(64, 'd'),
    // Address literals.
    "ann@[]",
    "ann@[192.0.2.1",
    "ann@192.0.2.1]",
    "ann@[192.0.2.1]x",
    "ann@[192.0.2]",
    "ann@[192.0.2.256]",
    "ann@[IPv6:]",
    "ann@[IPv6:192.0.2.1]",
    "ann@[IPv6:2001:db8:::1]",
    "ann@[x:]",
    "ann@[:y]",
    "ann@[x-:y]",
    "ann@[x.y:z]",
    "ann@[x:y z]",
    "ann@[x:y\\z]",
    "ann@[x:y[z]",
    "ann@[x:ü]",
    "ann@[x:\x7F]",
    "ann@[192.0.2.1\0]"s,
    // Lengths.
    std::string(65, 'a') + "@x",
    "\"" + std::string(63, 'a') + "\"@x",
    "a@" + kDomain255 + "e",
    "a@" + kDomain255 + ".e",
    "a@[" + std::string(300, '1') + "]",
    // Octets that are no UTF-8: a lone continuation, a cut sequence, overlong forms, a surrogate,
    // above U+10FFFF, and an octet that is in no sequence.
    "\x80@x",
    "\xC3@x",
    "\"\xC3\"@x",
    "\xE2\x82@x",
    "\xC0\xAF@x",
    "\xE0\x80\xAF@x",
    "\xF0\x80\x80\xAF@x",
    "\xED\xA0\x80@x",
    "\xF4\x90\x80\x80@x",
    "\xFF@x",
    "ann@x\xC3",
    "ann@\xED\xA0\x80.x",
    "\"a\\ü\"@x",
};

TEST(AddressTest, RefusesWhatTheGrammarDoesNotAllow) {
  for (const std::string& text : kBad) {
    SCOPED_TRACE(text);
    const auto address = parse_address(text, Utf8::kAllowed);
    ASSERT_FALSE(address.has_value());
    EXPECT_EQ(address.error().status, status::kBadRecipientSyntax);
  }
}

TEST(AddressTest, RefusesOctetsAbove127WhereUtf8WasNotAllowed) {
  for (const char* text : {"jürgen@x", "ann@bücher.example", "\"ü\"@x", "\xFF@x"}) {
    SCOPED_TRACE(text);
    const auto address = parse_address(text, Utf8::kRefused);
    ASSERT_FALSE(address.has_value());
    EXPECT_EQ(address.error().status, status::kUtf8Required);
  }
  EXPECT_TRUE(parse_address("ann@example.net", Utf8::kRefused).has_value());
}

TEST(AddressTest, ErrorsQuoteABoundedPrintablePart) {
  const auto address = parse_address(std::string(100000, 'x') + "\x1B[31m", Utf8::kAllowed);
  ASSERT_FALSE(address.has_value());
  EXPECT_LT(address.error().text.size(), 200U);
  const auto escape = parse_address("\x1B[31m@x", Utf8::kAllowed);
  EXPECT_EQ(escape.error().text.find('\x1B'), std::string::npos);
  EXPECT_NE(escape.error().text.find("\\x1B[31m@x"), std::string::npos);
}

TEST(AddressTest, KnowsWhatNeedsSmtputf8) {
  EXPECT_FALSE(is_internationalized({"ann", "example.net"}));
  EXPECT_TRUE(is_internationalized({"jürgen", "example.net"}));
  EXPECT_TRUE(is_internationalized({"ann", "bücher.example"}));
}

RC_GTEST_PROP(AddressTest, AnyDecodedLocalPartIsReadBackFromItsPrintedForm, ()) {
  const auto local_part = *rc::gen::container<std::string>(rc::gen::inRange(' ', '\x7F'));
  const Address address{local_part.substr(0, 30), "example.net"};
  const auto read = parse_address(to_string(address), Utf8::kRefused);
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == address);
}

RC_GTEST_PROP(AddressTest, AnyOctetsAreEitherRefusedOrPrintedStably, (const std::string& octets)) {
  const auto address = parse_address(octets + "@x", Utf8::kAllowed);
  if (address) {
    RC_ASSERT(*parse_address(to_string(*address), Utf8::kAllowed) == *address);
    RC_ASSERT(to_string(*address).find_first_of("\r\n") == std::string::npos);
  }
}

TEST(ReversePathTest, ReadsAddressesTheNullPathAndSourceRoutes) {
  EXPECT_EQ(parse_reverse_path("<>", Utf8::kRefused).value(), ReversePath{});
  const ReversePath ann{Address{"ann", "example.net"}};
  for (const char* text : {"<ann@example.net>", "<@a.example:ann@example.net>",
                           "<@a.example,@b.example:ann@example.net>"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(parse_reverse_path(text, Utf8::kRefused).value(), ann);
  }
  const auto quoted = parse_reverse_path("<\"a>b\"@x>", Utf8::kRefused);
  EXPECT_EQ(quoted.value().address->local_part, "a>b");
}

TEST(ReversePathTest, TakesLongerLocalPartsThanOthersDo) {
  const auto path = [](std::size_t octets) { return "<" + std::string(octets, 'a') + "@x>"; };
  EXPECT_EQ(parse_reverse_path(path(255), Utf8::kRefused).value().address->local_part.size(), 255U);
  EXPECT_FALSE(parse_reverse_path(path(256), Utf8::kRefused).has_value());
  EXPECT_FALSE(parse_forward_path(path(65), Utf8::kRefused).has_value());
}

TEST(ReversePathTest, RefusesWhatIsNoPath) {
  for (const char* text : {"",
                           "<",
                           ">",
                           "< >",
                           "ann@x",
                           "<ann@x",
                           "ann@x>",
                           "<ann@x>>",
                           "<ann@x> ",
                           " <ann@x>",
                           "<<ann@x>>",
                           "<ann>",
                           "<Postmaster>",
                           "<@a:>",
                           "<@a>",
                           "<@a,@b>",
                           "<@a,b:ann@x>",
                           "<@a ann@x>",
                           "<@:ann@x>",
                           "<@[192.0.2.1]:ann@x>",
                           "<ann@x,bob@y>"}) {
    SCOPED_TRACE(text);
    const auto path = parse_reverse_path(text, Utf8::kAllowed);
    ASSERT_FALSE(path.has_value());
    EXPECT_EQ(path.error().status, status::kBadRecipientSyntax);
  }
  EXPECT_EQ(parse_reverse_path("<ü@x>", Utf8::kRefused).error().status, status::kUtf8Required);
}

TEST(ForwardPathTest, ReadsPostmasterInAnyCase) {
  for (const char* text : {"<Postmaster>", "<postmaster>", "<POSTMASTER>", "<pOsTmAsTeR>"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(parse_forward_path(text, Utf8::kRefused).value(), ForwardPath{Postmaster{}});
  }
  EXPECT_EQ(parse_forward_path("<postmaster@x>", Utf8::kRefused).value(),
            (ForwardPath{Address{"postmaster", "x"}}));
}

TEST(ForwardPathTest, RefusesTheNullPathAndBareNames) {
  for (const char* text : {"<>", "<ann>", "Postmaster", "<Postmaster", "<Postmaster >"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(parse_forward_path(text, Utf8::kRefused).has_value());
  }
}

TEST(ForwardPathTest, ReadsABareNameWhereItIsAllowed) {
  const auto path = [](const char* text) {
    return parse_forward_path(text, Utf8::kAllowed, BareNames::kAllowed);
  };
  EXPECT_EQ(path("<ann>").value(), (ForwardPath{Address{"ann", ""}}));
  EXPECT_EQ(path("<\"a n\">").value(), (ForwardPath{Address{"a n", ""}}));
  EXPECT_EQ(path("<@relay.example:ann>").value(), (ForwardPath{Address{"ann", ""}}));
  EXPECT_EQ(path("<jürgen>").value(), (ForwardPath{Address{"jürgen", ""}}));
  EXPECT_EQ(path("<ann@x>").value(), (ForwardPath{Address{"ann", "x"}}));
  EXPECT_EQ(path("<Postmaster>").value(), ForwardPath{Postmaster{}});
  for (const char* text : {"<>", "<ann@>", "<ann", "<a b>", "<ann.>", "<ann>>", "<@x>"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(path(text).has_value());
  }
  EXPECT_FALSE(path(("<" + std::string(65, 'a') + ">").c_str()).has_value());
}

TEST(ForwardPathTest, PrintsWithoutAngleBrackets) {
  EXPECT_EQ(to_string(ForwardPath{Postmaster{}}), "Postmaster");
  EXPECT_EQ(to_string(ForwardPath{Address{"a b", "x"}}), "\"a b\"@x");
  EXPECT_EQ(to_string(ForwardPath{Address{"a b", ""}}), "\"a b\"");
  EXPECT_EQ(to_string(ReversePath{}), "");
  EXPECT_EQ(to_string(ReversePath{Address{"ann", "x"}}), "ann@x");
}

}  // namespace
}  // namespace mailbox
