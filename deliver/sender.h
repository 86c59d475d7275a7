// sender.h: the envelope sender, from what callers write for one.
//
// Shape       lenient: a message is not lost for its sender. What is no address becomes the null
//             path, with a warning; a bare name gets this host's name
// Source      RFC 5321 §4.5.5 (null path)
#pragma once

#include "mailbox/address.h"

#include <string>
#include <string_view>

namespace deliver {

struct Sender {
  mailbox::ReversePath path;
  std::string warning;  // empty: none

  friend bool operator==(const Sender&, const Sender&) = default;
};

[[nodiscard]] Sender read_sender(std::string_view text, std::string_view host_name);

// `<ann@example.net>` and `ann@example.net` are both `ann@example.net`.
[[nodiscard]] std::string_view without_angle_brackets(std::string_view text);

}  // namespace deliver
