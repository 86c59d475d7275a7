#include "lmtpd/protocol/extensions.h"

#include "lmtpd/protocol/client_attributes.h"
#include "lmtpd/protocol/log_in_exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace lmtp {

namespace {

using enum Extension;

constexpr bool kBoth = true;  // LMTP and SMTP

std::string size(const SessionSettings& settings) {
  return settings.size_announced ? std::to_string(settings.limits.message_octets) : std::string();
}

// RFC 9422 §4: a limit has at most six digits, and is not 0.
std::string limits(const SessionSettings& settings) {
  constexpr std::size_t kMost = 999'999;
  return fmt::format("MAILMAX={} RCPTMAX={}",
                     std::clamp<std::size_t>(settings.limits.session_transactions, 1, kMost),
                     std::clamp<std::size_t>(settings.limits.transaction_recipients, 1, kMost));
}

std::string mechanism_names(const SessionSettings&) {
  std::string names;
  for (const Mechanism& mechanism : mechanisms()) {
    names.append(names.empty() ? "" : " ").append(mechanism.name);
  }
  return names;
}

std::string xclient_attributes(const SessionSettings&) {
  return attribute_names(AttributesOf::kXClient);
}

std::string xforward_attributes(const SessionSettings&) {
  return attribute_names(AttributesOf::kXForward);
}

bool not_encrypted(const Standing& standing) {
  return !standing.encrypted;
}

bool passwords_may_come(const Standing& standing) {
  return standing.encrypted || standing.settings.log_in_in_clear;
}

bool members_are_told(const Standing& standing) {
  return standing.settings.expand_answered;
}

struct Row {
  Extension extension;
  bool lmtp;
  bool smtp;
  ExtensionSet needs;            // other extensions that it makes no sense without
  bool (*now)(const Standing&);  // null: at any time
  std::string (*parameter)(const SessionSettings&);  // null: none
};

// In the order of the announcement.
constexpr auto kRows = std::to_array<Row>({
    // RFC 2920. RFC 2033 §5 requires it of LMTP.
    {kPipelining, kBoth, kBoth, {}, nullptr, nullptr},
    // RFC 2034. RFC 2033 §5 requires it of LMTP.
    {kEnhancedStatusCodes, kBoth, kBoth, {}, nullptr, nullptr},
    {k8BitMime, kBoth, kBoth, {}, nullptr, nullptr},             // RFC 6152
    {kSmtpUtf8, kBoth, kBoth, {k8BitMime}, nullptr, nullptr},    // RFC 6531 §3.1
    {kSize, kBoth, kBoth, {}, nullptr, size},                    // RFC 1870
    {kChunking, kBoth, kBoth, {}, nullptr, nullptr},             // RFC 3030 §2
    {kBinaryMime, kBoth, kBoth, {kChunking}, nullptr, nullptr},  // RFC 3030 §3
    {kLimits, kBoth, kBoth, {}, nullptr, limits},                // RFC 9422
    {kStartTls, kBoth, kBoth, {}, not_encrypted, nullptr},       // RFC 3207 §4.2: not within TLS
    {kAuth, kBoth, kBoth, {}, passwords_may_come, mechanism_names},  // RFC 4954
    // draft-hall-prdr-00, as Exim speaks it: 353 after the end of the content, one reply for each
    // recipient, and one for the message, which is 250 if it is so for any of them: Exim takes
    // another final reply for all of them. Where one recipient only was accepted there is just the
    // one reply, without 353; and so there is where the content itself is refused.
    {kPrdr, false, true, {}, nullptr, nullptr},
    {kXClient, kBoth, kBoth, {}, nullptr, xclient_attributes},    // Postfix XCLIENT_README
    {kXForward, kBoth, kBoth, {}, nullptr, xforward_attributes},  // Postfix XFORWARD_README
    // A parameter of RCPT that Cyrus' lmtpd has and Exim's lmtp transport sends.
    {kIgnoreQuota, true, false, {}, nullptr, nullptr},
    {kExpand, kBoth, kBoth, {}, members_are_told, nullptr},  // RFC 5321 §3.5.2: listed if served
    {kHelp, kBoth, kBoth, {}, nullptr, nullptr},             // RFC 5321 §4.1.1.8
});

const Row& row_of(Extension extension) {
  return *std::find_if(kRows.begin(), kRows.end(),
                       [=](const Row& row) { return row.extension == extension; });
}

}  // namespace

bool is_provided(Extension extension, const SessionSettings& settings) {
  const Row& row = row_of(extension);
  const bool spoken = settings.protocol == Protocol::kLmtp ? row.lmtp : row.smtp;
  return spoken && settings.extensions.contains(extension) &&
         (settings.extensions & row.needs) == row.needs;
}

bool is_announced(Extension extension, const Standing& standing) {
  const Row& row = row_of(extension);
  return is_provided(extension, standing.settings) && (row.now == nullptr || row.now(standing));
}

std::vector<std::string> extension_lines(const Standing& standing) {
  std::vector<std::string> lines;
  for (const Row& row : kRows) {
    if (!is_announced(row.extension, standing)) continue;
    std::string line(keyword_of(row.extension));
    const std::string parameter =
        row.parameter != nullptr ? row.parameter(standing.settings) : std::string();
    if (!parameter.empty()) line.append(" ").append(parameter);
    lines.push_back(std::move(line));
  }
  return lines;
}

Reply extended_greeting_reply(const Standing& standing) {
  Reply reply{250, std::nullopt, {standing.settings.host_name}};
  for (std::string& line : extension_lines(standing)) reply.lines.push_back(std::move(line));
  return reply;
}

}  // namespace lmtp
