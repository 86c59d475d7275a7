#include "lmtpd/protocol/parameters.h"

#include "lmtpd/protocol/command.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <limits>

namespace lmtp {

namespace {

constexpr std::size_t kSizeDigitsMax = 20;  // RFC 1870 §4: 1*20DIGIT

std::optional<FixedReply> parse_size(std::optional<std::string_view> value,
                                     Parameters& parameters) {
  const bool number = value && !value->empty() && value->size() <= kSizeDigitsMax &&
                      value->find_first_not_of("0123456789") == std::string_view::npos;
  if (!number) return FixedReply::kSizeSyntax;
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t size = 0;
  for (const char character : *value) {
    const auto digit = static_cast<std::uint64_t>(character - '0');
    size = size > (kMax - digit) / 10 ? kMax : size * 10 + digit;
  }
  parameters.size = size;
  return std::nullopt;
}

std::optional<FixedReply> parse_body(std::optional<std::string_view> value,
                                     Parameters& parameters) {
  if (value && equal_ignoring_case(*value, "7BIT")) {
    parameters.body = Body::k7Bit;
  } else if (value && equal_ignoring_case(*value, "8BITMIME")) {
    parameters.body = Body::k8BitMime;
  } else {
    return FixedReply::kBodySyntax;
  }
  return std::nullopt;
}

std::optional<FixedReply> parse_smtputf8(std::optional<std::string_view> value,
                                         Parameters& parameters) {
  if (value) return FixedReply::kSmtpUtf8Syntax;
  parameters.smtputf8 = true;
  return std::nullopt;
}

constexpr auto kRows = std::to_array<ParameterRow>({
    {"SIZE", ParameterOf::kMail, "SIZE", parse_size},              // RFC 1870 §6
    {"BODY", ParameterOf::kMail, "8BITMIME", parse_body},          // RFC 6152 §3
    {"SMTPUTF8", ParameterOf::kMail, "SMTPUTF8", parse_smtputf8},  // RFC 6531 §3.4
});

// esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
bool is_keyword(std::string_view text) {
  const auto letter_or_digit = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  return !text.empty() && letter_or_digit(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter_or_digit(c) || c == '-'; });
}

struct Parameter {
  std::string_view keyword;
  std::optional<std::string_view> value;
};

// The next parameter, taken off the front of `text`; none: only blanks were left.
std::optional<Parameter> take_parameter(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  if (text.empty()) return std::nullopt;
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos) return Parameter{word, std::nullopt};
  return Parameter{word.substr(0, equals), word.substr(equals + 1)};
}

}  // namespace

std::span<const ParameterRow> parameter_rows() {
  return kRows;
}

tl::expected<Parameters, FixedReply> parse_parameters(std::string_view text, ParameterOf verb) {
  Parameters parameters;
  std::bitset<kRows.size()> seen;
  while (const auto parameter = take_parameter(text)) {
    if (!is_keyword(parameter->keyword)) return tl::unexpected(FixedReply::kParameterSyntax);
    const auto* row = std::find_if(kRows.begin(), kRows.end(), [&](const ParameterRow& candidate) {
      return candidate.verb == verb && equal_ignoring_case(candidate.name, parameter->keyword);
    });
    if (row == kRows.end()) return tl::unexpected(FixedReply::kParameterUnknown);
    const auto index = static_cast<std::size_t>(row - kRows.begin());
    if (seen[index]) return tl::unexpected(FixedReply::kParameterTwice);
    seen[index] = true;
    if (const auto refusal = row->parse(parameter->value, parameters)) {
      return tl::unexpected(*refusal);
    }
  }
  return parameters;
}

}  // namespace lmtp
