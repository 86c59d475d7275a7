// Invariants: the whole input and the same input octet by octet give the same replies, events and
// content; after a content each accepted recipient gets exactly one reply, unless the client has
// gone; every reply line is a code and printable ASCII, at most 512 octets long.
//
// The first octet chooses the settings, the rest is what the client sends.
#include "fuzz/invariant.h"
#include "unit/protocol/session_record.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace {

lmtp::SessionSettings settings_of(std::uint8_t choice) {
  lmtp::SessionSettings settings;
  settings.host_name = "mx.example.net";
  settings.bare_line_feed_accepted = (choice & 1) != 0;
  if ((choice & 2) != 0) settings.limits.message_octets = 20;
  if ((choice & 4) != 0) settings.limits.transaction_recipients = 2;
  if ((choice & 8) != 0) settings.limits.session_transactions = 1;
  if ((choice & 16) != 0) settings.limits.command_line_octets = 64;
  if ((choice & 32) != 0) settings.limits.session_errors = 2;
  return settings;
}

void check_reply_lines(std::string_view output) {
  while (!output.empty()) {
    const std::size_t end = output.find("\r\n");
    fuzz::require(end != std::string_view::npos && end + 2 <= 512, "reply lines are bounded");
    const std::string_view line = output.substr(0, end);
    fuzz::require(line.size() > 4 && line[0] >= '2' && line[0] <= '5',
                  "a reply begins with a code");
    fuzz::require(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < 127; }),
                  "replies are printable ASCII");
    output.remove_prefix(end + 2);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const lmtp::SessionSettings settings = settings_of(data[0]);
  const std::string_view octets(reinterpret_cast<const char*>(data) + 1, size - 1);
  const lmtp::SessionRecord whole = lmtp::record_session(settings, {octets});
  const lmtp::SessionRecord cut = lmtp::record_session(settings, lmtp::octet_by_octet(octets));
  fuzz::require(whole.output == cut.output, "whole and octet by octet: the same replies");
  fuzz::require(whole.events == cut.events, "whole and octet by octet: the same events");
  for (const std::string& violation : whole.violations) fuzz::require(false, violation.c_str());
  for (const std::string& violation : cut.violations) fuzz::require(false, violation.c_str());
  check_reply_lines(whole.output);
  return 0;
}
