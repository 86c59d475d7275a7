#include "lmtpd/protocol/client_attributes.h"

#include "lmtpd/protocol/command.h"
#include "lmtpd/protocol/xtext.h"
#include "mailbox/ip_address.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace lmtp {

namespace {

constexpr std::size_t kValueOctetsMax = 255;
constexpr std::size_t kProtocolOctetsMax = 64;

using Value = std::optional<std::string>;  // none: it is not valid

// XFORWARD_README, note 1: no control characters, no other octets than ASCII's, no blanks, and
// nothing that is special in a header field.
Value word(std::string_view text) {
  constexpr std::string_view kSpecial = "()<>\";\\,";
  const bool good = !text.empty() && text.size() <= kValueOctetsMax &&
                    std::all_of(text.begin(), text.end(), [&](char c) {
                      return c > ' ' && c < '\x7f' && kSpecial.find(c) == std::string_view::npos;
                    });
  return good ? Value(text) : std::nullopt;
}

Value address(std::string_view text) {
  constexpr std::string_view kTag = "IPv6:";
  const bool tagged = equal_ignoring_case(text.substr(0, kTag.size()), kTag);
  const auto address = mailbox::parse_ip_address(tagged ? text.substr(kTag.size()) : text);
  if (!address || (tagged && address->ipv4())) return std::nullopt;
  return to_tagged_string(*address);
}

Value port(std::string_view text) {
  constexpr int kPortMax = 65535;
  constexpr std::size_t kDigitsMax = 5;
  const bool number = !text.empty() && text.size() <= kDigitsMax &&
                      text.find_first_not_of("0123456789") == std::string_view::npos;
  if (!number || std::stoi(std::string(text)) > kPortMax) return std::nullopt;
  return std::string(text);
}

Value one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  const auto* found = std::find_if(words.begin(), words.end(), [&](std::string_view candidate) {
    return equal_ignoring_case(candidate, text);
  });
  return found == words.end() ? std::nullopt : Value(*found);
}

Value smtp(std::string_view text) {
  return one_of(text, {"SMTP", "ESMTP", "LMTP"});
}

Value any_protocol(std::string_view text) {
  return text.size() <= kProtocolOctetsMax ? word(text) : std::nullopt;
}

Value source(std::string_view text) {
  return one_of(text, {"LOCAL", "REMOTE"});
}

struct Row {
  AttributesOf verb;
  std::string_view name;
  std::optional<std::string> ClientAttributes::* attribute;
  Value (*validate)(std::string_view text);
};

using enum AttributesOf;

constexpr auto kRows = std::to_array<Row>({
    {kXClient, "NAME", &ClientAttributes::name, word},
    {kXClient, "ADDR", &ClientAttributes::address, address},
    {kXClient, "PORT", &ClientAttributes::port, port},
    {kXClient, "PROTO", &ClientAttributes::protocol, smtp},
    {kXClient, "HELO", &ClientAttributes::helo, word},
    {kXClient, "LOGIN", &ClientAttributes::log_in, word},

    {kXForward, "NAME", &ClientAttributes::name, word},
    {kXForward, "ADDR", &ClientAttributes::address, address},
    {kXForward, "PORT", &ClientAttributes::port, port},
    {kXForward, "PROTO", &ClientAttributes::protocol, any_protocol},
    {kXForward, "HELO", &ClientAttributes::helo, word},
    {kXForward, "IDENT", &ClientAttributes::ident, word},
    {kXForward, "SOURCE", &ClientAttributes::source, source},
});

bool stands_for_nothing(std::string_view value) {
  return equal_ignoring_case(value, "[UNAVAILABLE]") || equal_ignoring_case(value, "[TEMPUNAVAIL]");
}

// One `name=xtext`. None: taken; otherwise the refusal.
std::optional<FixedReply> take_attribute(std::string_view text, AttributesOf verb,
                                         ClientAttributes& attributes) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return FixedReply::kAttributeSyntax;
  const auto* row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& candidate) {
    return candidate.verb == verb && equal_ignoring_case(candidate.name, text.substr(0, equals));
  });
  if (row == kRows.end()) return FixedReply::kAttributeUnknown;
  const auto decoded = decode_xtext(text.substr(equals + 1));
  if (!decoded) return FixedReply::kBadAttribute;
  Value value;
  if (!stands_for_nothing(*decoded)) {
    value = row->validate(*decoded);
    if (!value) return FixedReply::kBadAttribute;
  }
  attributes.*(row->attribute) = std::move(value);
  return std::nullopt;
}

}  // namespace

std::string attribute_names(AttributesOf verb) {
  std::string names;
  for (const Row& row : kRows) {
    if (row.verb == verb) names.append(names.empty() ? "" : " ").append(row.name);
  }
  return names;
}

tl::expected<ClientAttributes, FixedReply> with_attributes(ClientAttributes attributes,
                                                           std::string_view argument,
                                                           AttributesOf verb) {
  if (argument.empty()) return tl::unexpected(FixedReply::kAttributeSyntax);
  while (!argument.empty()) {
    const std::string_view attribute = argument.substr(0, argument.find(' '));
    if (const auto refusal = take_attribute(attribute, verb, attributes)) {
      return tl::unexpected(*refusal);
    }
    argument.remove_prefix(std::min(argument.size(), attribute.size() + 1));
  }
  return attributes;
}

}  // namespace lmtp
