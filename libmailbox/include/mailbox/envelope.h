// envelope.h: who sent a message and who is to get it, as the client of this hop said.
//
// Source      RFC 5321 §2.3.1
#pragma once

#include "mailbox/address.h"

#include <vector>

namespace mailbox {

struct Envelope {
  ReversePath reverse_path;
  std::vector<ForwardPath> forward_paths;  // the accepted ones, in the order of their RCPT

  friend bool operator==(const Envelope&, const Envelope&) = default;
};

}  // namespace mailbox
