#include "lmtpd/protocol/parameters.h"

#include "lmtpd/protocol/command.h"
#include "lmtpd/protocol/xtext.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <limits>
#include <utility>

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
  } else if (value && equal_ignoring_case(*value, "BINARYMIME")) {
    parameters.body = Body::kBinaryMime;
  } else {
    return FixedReply::kBodySyntax;
  }
  return std::nullopt;
}

// esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
bool is_keyword(std::string_view text) {
  const auto letter_or_digit = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  return !text.empty() && letter_or_digit(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter_or_digit(c) || c == '-'; });
}

// A parameter that is there or not.
template <bool Parameters::* field>
std::optional<FixedReply> parse_flag(std::optional<std::string_view> value,
                                     Parameters& parameters) {
  if (value) return FixedReply::kValueNotAllowed;
  parameters.*field = true;
  return std::nullopt;
}

// Who handed the message in, as the client knows him: read strictly, and not used, because we hand
// it on to nobody.
std::optional<FixedReply> parse_submitter(std::optional<std::string_view> value,
                                          Parameters& parameters) {
  if (!value || value->empty()) return FixedReply::kSubmitterSyntax;
  parameters.submitter = decode_xtext(*value);
  if (!parameters.submitter) return FixedReply::kSubmitterSyntax;
  return std::nullopt;
}

bool is_printable(char octet) {
  return octet >= ' ' && octet <= '~';
}

// original-recipient-address = addr-type ";" xtext
// Why ASCII only: its other characters come as \x{HEX} (RFC 6533 §3), which stays as it is.
std::optional<FixedReply> parse_original_recipient(std::optional<std::string_view> value,
                                                   Parameters& parameters) {
  const std::size_t semicolon = value ? value->find(';') : std::string_view::npos;
  if (semicolon == std::string_view::npos) return FixedReply::kOriginalRecipientSyntax;
  const std::string_view type = value->substr(0, semicolon);
  auto address = decode_xtext(value->substr(semicolon + 1));
  const bool good = is_keyword(type) && address && !address->empty() &&
                    std::all_of(address->begin(), address->end(), is_printable);
  if (!good) return FixedReply::kOriginalRecipientSyntax;
  parameters.original_recipient = std::move(address);
  return std::nullopt;
}

constexpr auto kRows = std::to_array<ParameterRow>({
    {"SIZE", ParameterOf::kMail, Extension::kSize, parse_size},      // RFC 1870 §6
    {"BODY", ParameterOf::kMail, Extension::k8BitMime, parse_body},  // RFC 6152 §3, RFC 3030 §3
    {"SMTPUTF8", ParameterOf::kMail, Extension::kSmtpUtf8,
     parse_flag<&Parameters::smtputf8>},                              // RFC 6531 §3.4
    {"AUTH", ParameterOf::kMail, Extension::kAuth, parse_submitter},  // RFC 4954 §5
    {"PRDR", ParameterOf::kMail, Extension::kPrdr,
     parse_flag<&Parameters::prdr>},  // draft-hall-prdr-00
    // Of RFC 3461 only this: it promises nothing. NOTIFY, RET and ENVID are for who sends reports.
    {"ORCPT", ParameterOf::kRecipient, &SessionSettings::original_recipient_accepted,
     parse_original_recipient},  // RFC 3461 §4.2
    {"IGNOREQUOTA", ParameterOf::kRecipient, Extension::kIgnoreQuota,
     parse_flag<&Parameters::quota_ignored>},
});

bool is_offered(const ParameterRow& row, const Standing& standing) {
  if (const auto* extension = std::get_if<Extension>(&row.offered_by)) {
    return is_announced(*extension, standing);
  }
  return standing.settings.*std::get<bool SessionSettings::*>(row.offered_by);
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

tl::expected<Parameters, FixedReply> parse_parameters(std::string_view text, ParameterOf verb,
                                                      const Standing& standing) {
  Parameters parameters;
  std::bitset<kRows.size()> seen;
  while (const auto parameter = take_parameter(text)) {
    if (!is_keyword(parameter->keyword)) return tl::unexpected(FixedReply::kParameterSyntax);
    const auto* row = std::find_if(kRows.begin(), kRows.end(), [&](const ParameterRow& candidate) {
      return candidate.verb == verb && equal_ignoring_case(candidate.name, parameter->keyword) &&
             is_offered(candidate, standing);
    });
    if (row == kRows.end()) return tl::unexpected(FixedReply::kParameterUnknown);
    const auto index = static_cast<std::size_t>(row - kRows.begin());
    if (seen[index]) return tl::unexpected(FixedReply::kParameterTwice);
    seen[index] = true;
    if (const auto refusal = row->parse(parameter->value, parameters)) {
      return tl::unexpected(*refusal);
    }
  }
  // Without its extension it is a value like any other that nobody knows.
  if (parameters.body == Body::kBinaryMime && !is_announced(Extension::kBinaryMime, standing)) {
    return tl::unexpected(FixedReply::kBodySyntax);
  }
  return parameters;
}

}  // namespace lmtp
