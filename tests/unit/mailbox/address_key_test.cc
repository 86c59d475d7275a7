#include "mailbox/address_key.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace mailbox {
namespace {

using std::string_literals::operator""s;
using Rows = std::vector<std::pair<std::string, std::string>>;

TEST(AddressKeyTest, FoldsDomainsToALabels) {
  const Rows rows = {
      {"example.net", "example.net"},
      {"Example.NET", "example.net"},
      {"example.net.", "example.net"},
      {"x", "x"},
      {"my_host.example", "my_host.example"},
      {"bücher.example", "xn--bcher-kva.example"},
      {"BÜCHER.Example", "xn--bcher-kva.example"},
      {"bu\u0308cher.example", "xn--bcher-kva.example"},  // decomposed
      {"XN--BCHER-KVA.example", "xn--bcher-kva.example"},
      {"faß.example", "xn--fa-hia.example"},    // IDNA2008 keeps the sharp s
      {"日本。example", "xn--wgv71a.example"},  // an ideographic full stop is a dot
      {"bücher.example.", "xn--bcher-kva.example"},
      {"[192.0.2.1]", "[192.0.2.1]"},
      {"[IPv6:2001:DB8::1]", "[ipv6:2001:db8::1]"},
  };
  for (const auto& [domain, key] : rows) {
    SCOPED_TRACE(domain);
    const auto made = domain_key(domain);
    ASSERT_TRUE(made.has_value()) << made.error().text;
    EXPECT_EQ(*made, key);
    EXPECT_EQ(domain_key(*made).value(), key);
  }
}

TEST(AddressKeyTest, RefusesWhatIsNoDomainName) {
  const std::vector<std::string> names = {"",
                                          ".",
                                          "..",
                                          "a..b",
                                          ".a",
                                          "a..",
                                          "-a",
                                          "a-",
                                          "a b",
                                          "a/b",
                                          "a@b",
                                          "a\nb",
                                          "a\0b"s,
                                          "ü\0b"s,
                                          "ü/b",
                                          "ü b",
                                          "a\uFF0Fb",
                                          "\uFF0E",
                                          "..\uFF0Fü",
                                          "ü..a",
                                          "\xFF",
                                          "a.\xC3",
                                          "*.a",
                                          std::string(64, 'a'),
                                          std::string(256, 'a'),
                                          "ü" + std::string(62, 'a'),
                                          "x\u202Ey"};
  for (const std::string& name : names) {
    SCOPED_TRACE(name);
    const auto key = domain_key(name);
    ASSERT_FALSE(key.has_value()) << *key;
    EXPECT_EQ(key.error().status, status::kBadRecipientSyntax);
  }
}

TEST(AddressKeyTest, FoldsLocalPartsWithoutRegardToCaseAndComposition) {
  const Rows rows = {
      {"", ""},
      {"Ann.Smith+Lists", "ann.smith+lists"},
      {"JÜRGEN", "jürgen"},
      {"ju\u0308rgen", "jürgen"},
      {"Straße", "strasse"},
      {"ΣΊΣΥΦΟΣ", "σίσυφοσ"},
      {"日本", "日本"},
      {"a b", "a b"},
  };
  for (const auto& [local_part, key] : rows) {
    SCOPED_TRACE(local_part);
    EXPECT_EQ(local_part_key(local_part).value(), key);
    EXPECT_EQ(local_part_key(key).value(), key);
  }
}

TEST(AddressKeyTest, RefusesLocalPartsThatAreNoUtf8OrTooLong) {
  std::string grows;  // each character folds to three octets from two
  for (int count = 0; count < 127; ++count) grows += "\u0149";
  for (const std::string& local_part :
       {"\xFF"s, "a\xC3"s, "\xED\xA0\x80"s, std::string(256, 'a'), grows}) {
    SCOPED_TRACE(local_part);
    const auto key = local_part_key(local_part);
    ASSERT_FALSE(key.has_value());
    EXPECT_EQ(key.error().status, status::kBadRecipientSyntax);
  }
}

TEST(AddressKeyTest, OfAnAddressHasBothParts) {
  EXPECT_EQ(address_key({"Ann", "Example.NET"}).value(), (AddressKey{"ann", "example.net"}));
  EXPECT_EQ(to_string(AddressKey{"ann", "example.net"}), "ann@example.net");
  EXPECT_FALSE(address_key({"ann", ""}).has_value());
  EXPECT_FALSE(address_key({"\xFF", "example.net"}).has_value());
}

std::string utf8_of(const std::vector<char32_t>& code_points) {
  std::string text;
  for (const char32_t value : code_points) {
    if (value < 0x80) {
      text += static_cast<char>(value);
    } else if (value < 0x800) {
      text += static_cast<char>(0xC0U | (value >> 6U));
      text += static_cast<char>(0x80U | (value & 0x3FU));
    } else {
      text += static_cast<char>(0xE0U | (value >> 12U));
      text += static_cast<char>(0x80U | ((value >> 6U) & 0x3FU));
      text += static_cast<char>(0x80U | (value & 0x3FU));
    }
  }
  return text;
}

RC_GTEST_PROP(AddressKeyTest, FoldingALocalPartTwiceChangesNothing, ()) {
  const auto code_points = *rc::gen::container<std::vector<char32_t>>(rc::gen::oneOf(
      rc::gen::inRange<char32_t>(0x20, 0x530), rc::gen::inRange<char32_t>(0x1E00, 0x2000),
      rc::gen::inRange<char32_t>(0xFB00, 0xFFF0)));
  const auto once = local_part_key(utf8_of(code_points));
  RC_PRE(once.has_value());
  RC_ASSERT(local_part_key(*once).value() == *once);
}

RC_GTEST_PROP(AddressKeyTest, FoldingADomainTwiceChangesNothing, ()) {
  const auto code_points = *rc::gen::container<std::vector<char32_t>>(rc::gen::oneOf(
      rc::gen::inRange<char32_t>(0x61, 0x7B), rc::gen::inRange<char32_t>(0x2D, 0x180),
      rc::gen::inRange<char32_t>(0xFF00, 0xFF60)));
  const auto once = domain_key("a" + utf8_of(code_points) + ".example");
  if (!once) return;
  RC_ASSERT(domain_key(*once).value() == *once);
  RC_ASSERT(once->find('/') == std::string::npos);
}

}  // namespace
}  // namespace mailbox
