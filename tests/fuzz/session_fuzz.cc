// Invariants: the whole input and the same input octet by octet give the same replies, events and
// content; after a content each accepted recipient gets exactly one reply, unless the client has
// gone; every reply line is a code and printable ASCII, at most 512 octets long.
//
// Three octets choose protocol, settings and limits, the rest is what the client sends. Where it
// says STARTTLS, what stands behind is dropped, and the same octets are sent again within TLS.
#include "fuzz/invariant.h"
#include "unit/protocol/session_record.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace {

constexpr std::size_t kChoices = 3;  // octets at the front that choose the settings

bool chosen(std::uint8_t choice, unsigned bit) {
  return (choice >> bit & 1) != 0;
}

void choose_limits(std::uint8_t choice, mailbox::Limits& limits) {
  if (chosen(choice, 1)) limits.message_octets = 20;
  if (chosen(choice, 2)) limits.transaction_recipients = 2;
  if (chosen(choice, 3)) limits.session_transactions = 1;
  if (chosen(choice, 4)) limits.command_line_octets = limits.log_in_line_octets = 64;
  if (chosen(choice, 5)) limits.session_errors = 2;
  if (chosen(choice, 6)) limits.discarded_line_octets = 100;
  if (chosen(choice, 7)) limits.session_log_in_failures = 1;
}

lmtp::SessionSettings settings_of(const std::uint8_t* choices) {
  lmtp::SessionSettings settings;
  settings.host_name = "mx.example.net";
  settings.bare_line_feed_accepted = chosen(choices[0], 0);
  choose_limits(choices[0], settings.limits);
  settings.protocol = chosen(choices[1], 0) ? lmtp::Protocol::kSmtp : lmtp::Protocol::kLmtp;
  if (chosen(choices[1], 1))
    settings.extensions = settings.extensions | lmtp::kConditionalExtensions;
  settings.log_in_in_clear = chosen(choices[1], 2);
  settings.encrypted = chosen(choices[1], 3);
  settings.verify_answered = settings.expand_answered = chosen(choices[1], 4);
  settings.original_recipient_accepted = chosen(choices[1], 5);
  settings.user_name_accepted = settings.blank_before_path_accepted = chosen(choices[1], 6);
  settings.unparsable_sender_accepted = chosen(choices[1], 7);
  settings.log_in_required = chosen(choices[2], 0);
  settings.admission = {!chosen(choices[2], 1), chosen(choices[2], 2), chosen(choices[2], 3)};
  settings.size_announced = !chosen(choices[2], 4);
  if (chosen(choices[2], 5)) settings.extensions.remove(lmtp::Extension::kEnhancedStatusCodes);
  if (chosen(choices[2], 6)) settings.extensions.remove(lmtp::Extension::kChunking);
  return settings;
}

void check_reply_lines(std::string_view output) {
  while (!output.empty()) {
    const std::size_t end = output.find("\r\n");
    fuzz::require(end != std::string_view::npos && end + 2 <= 512, "reply lines are bounded");
    const std::string_view line = output.substr(0, end);
    fuzz::require(line.size() >= 4 && line[0] >= '2' && line[0] <= '5',
                  "a reply begins with a code");
    fuzz::require(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < 127; }),
                  "replies are printable ASCII");
    output.remove_prefix(end + 2);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < kChoices) return 0;
  const lmtp::SessionSettings settings = settings_of(data);
  const std::string_view octets(reinterpret_cast<const char*>(data) + kChoices, size - kChoices);
  const auto pieces = lmtp::octet_by_octet(octets);
  const lmtp::SessionRecord whole = lmtp::record_session(settings, {octets}, {octets});
  const lmtp::SessionRecord cut = lmtp::record_session(settings, pieces, pieces);
  fuzz::require(whole.output == cut.output, "whole and octet by octet: the same replies");
  fuzz::require(whole.events == cut.events, "whole and octet by octet: the same events");
  for (const std::string& violation : whole.violations) fuzz::require(false, violation.c_str());
  for (const std::string& violation : cut.violations) fuzz::require(false, violation.c_str());
  check_reply_lines(whole.output);
  return 0;
}
