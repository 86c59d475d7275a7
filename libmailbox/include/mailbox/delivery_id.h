// delivery_id.h: the name of one delivery, the same in the reply, the Received field and the log.
//
// Shape       a ULID: 26 characters of Crockford's base 32, 48 bits of milliseconds, 80 random
//             bits; ids of later milliseconds sort later
// Threads     free function, safe anywhere
#pragma once

#include "mailbox/clock.h"

#include <string>

namespace mailbox {

struct DeliveryId {
  std::string text;

  friend auto operator<=>(const DeliveryId&, const DeliveryId&) = default;
};

[[nodiscard]] DeliveryId make_delivery_id(const Clock& clock);

}  // namespace mailbox
