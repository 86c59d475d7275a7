// extensions.h: what LHLO's reply announces. A new extension is one row in extensions.cc.
//
// Source      RFC 5321 §4.1.1.1, RFC 2033 §4.1; each extension's RFC stands at its row
#pragma once

#include "lmtpd/protocol/reply.h"
#include "mailbox/limits.h"

#include <string>
#include <string_view>
#include <vector>

namespace lmtp {

// "PIPELINING", …, "SIZE 67108864".
[[nodiscard]] std::vector<std::string> extension_lines(const mailbox::Limits& limits);

// 250 with the server's name on the first line.
[[nodiscard]] Reply lhlo_reply(std::string_view host_name, const mailbox::Limits& limits);

}  // namespace lmtp
