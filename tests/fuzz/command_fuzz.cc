// Invariants: verb and argument are parts of the line; a path has its brackets; parameters that
// were read, printed and read again are the same, and nothing but the known ones is accepted.
#include "fuzz/invariant.h"
#include "lmtpd/protocol/command.h"
#include "lmtpd/protocol/parameters.h"
#include "lmtpd/protocol/verb_table.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace {

using lmtp::ParameterOf;

lmtp::SessionSettings settings_of(lmtp::Protocol protocol) {
  lmtp::SessionSettings settings;
  settings.protocol = protocol;
  settings.extensions = lmtp::kUnconditionalExtensions | lmtp::kConditionalExtensions;
  settings.log_in_in_clear = true;
  settings.original_recipient_accepted = true;
  return settings;
}

bool is_control(char octet) {
  return (octet >= 0 && octet < ' ') || octet == '\x7f';
}

std::string xtext(const std::string& text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char octet : text) {
    fuzz::require(!is_control(octet), "no parameter has a control character");
    const auto value = static_cast<unsigned char>(octet);
    encoded += '+';
    encoded += kDigits[value / 16];
    encoded += kDigits[value % 16];
  }
  return encoded;
}

std::string printed(const lmtp::Parameters& parameters) {
  std::string text;
  if (parameters.size) text += " SIZE=" + std::to_string(*parameters.size);
  if (parameters.body == lmtp::Body::k7Bit) text += " BODY=7BIT";
  if (parameters.body == lmtp::Body::k8BitMime) text += " BODY=8BITMIME";
  if (parameters.body == lmtp::Body::kBinaryMime) text += " BODY=BINARYMIME";
  if (parameters.smtputf8) text += " SMTPUTF8";
  if (parameters.prdr) text += " PRDR";
  if (parameters.submitter) text += " AUTH=" + xtext(*parameters.submitter);
  if (parameters.original_recipient) text += " ORCPT=x;" + xtext(*parameters.original_recipient);
  if (parameters.quota_ignored) text += " IGNOREQUOTA";
  return text;
}

void check_parameters(std::string_view text, ParameterOf verb) {
  for (const lmtp::Protocol protocol : {lmtp::Protocol::kLmtp, lmtp::Protocol::kSmtp}) {
    const lmtp::SessionSettings settings = settings_of(protocol);
    const auto parameters = lmtp::parse_parameters(text, verb, {settings});
    if (!parameters) continue;
    const auto again = lmtp::parse_parameters(printed(*parameters), verb, {settings});
    fuzz::require(again.has_value() && *again == *parameters, "read, print, read is stable");
    fuzz::require(verb == ParameterOf::kMail || (!parameters->size && !parameters->body &&
                                                 !parameters->smtputf8 && !parameters->prdr),
                  "RCPT has none of MAIL's parameters");
  }
}

void check_path(std::string_view argument, std::string_view keyword, ParameterOf verb) {
  const auto parts = lmtp::split_path_argument(argument, keyword);
  if (!parts) return;
  fuzz::require(parts->path.size() >= 2 && parts->path.front() == '<' && parts->path.back() == '>',
                "a path has its brackets");
  fuzz::require(keyword.size() + parts->path.size() + parts->parameters.size() == argument.size(),
                "the parts are the whole");
  check_parameters(parts->parameters, verb);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const lmtp::Command command = lmtp::parse_command(line);
  fuzz::require(line.starts_with(command.verb), "the verb begins the line");
  fuzz::require(command.verb.find(' ') == std::string_view::npos, "a verb has no blank");
  fuzz::require(command.verb.size() + command.argument.size() <= line.size(), "parts of the line");
  if (const lmtp::VerbRow* row = lmtp::find_verb(command.verb)) {
    fuzz::require(lmtp::equal_ignoring_case(row->name, command.verb), "the verb that was said");
  }
  check_path(command.argument, "FROM:", ParameterOf::kMail);
  check_path(command.argument, "TO:", ParameterOf::kRecipient);
  check_parameters(line, ParameterOf::kMail);
  return 0;
}
