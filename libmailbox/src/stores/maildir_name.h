// maildir_name.h: the file name of one message in a Maildir.
//
// Shape       SECONDS.M<usec>P<pid>Q<counter>.<host>,S=<octets>,W=<octets with CRLF>
// Threads     safe anywhere; no two calls of a process give the same name, whatever the clock does
// Units       octets of the whole file: trace fields and content
// Source      maildir(5); S= and W= as Courier and Dovecot read them
#pragma once

#include "mailbox/clock.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace mailbox {

struct MaildirSize {
  std::uint64_t octets = 0;
  std::uint64_t octets_crlf = 0;  // every LF without a CR before it counted as two
};

[[nodiscard]] std::string make_maildir_name(const Clock& clock, std::string_view host_name,
                                            MaildirSize size);

// What every LF without a CR before it adds to `octets` when lines end in CRLF.
[[nodiscard]] MaildirSize maildir_size_of(std::string_view octets);

}  // namespace mailbox
