// session_record.h: everything a session did with its input, for comparing one feeding with
// another.
//
// The caller's part is played by rules that only look at addresses, so that it is the same however
// the input is cut. By the first letter of the local part:
//
//   sender      x: MAIL is refused      r: the content is refused as soon as it starts
//   recipient   n: RCPT is refused      f: delivery fails for now     p: delivery fails for ever
//   user        g: the log-in is good
//
// Recipients are answered from the last to the first.
#pragma once

#include "lmtpd/protocol/session.h"

#include <string>
#include <string_view>
#include <vector>

namespace lmtp {

struct SessionRecord {
  std::string output;
  std::string events;                   // one a line; pieces of content joined
  std::vector<std::string> violations;  // of "as many replies as accepted recipients"
};

// Feeds the pieces one after the other, then the end of the input. If the client said STARTTLS in
// them, what came behind it is dropped, and the handshake stands between both sequences.
[[nodiscard]] SessionRecord record_session(
    const SessionSettings& settings, const std::vector<std::string_view>& pieces,
    const std::vector<std::string_view>& after_handshake = {});

[[nodiscard]] std::vector<std::string_view> octet_by_octet(std::string_view octets);

// How many whole replies there are in the octets; a reply of several lines is one.
[[nodiscard]] std::size_t count_replies(std::string_view octets);

}  // namespace lmtp
