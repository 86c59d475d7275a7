// message_body.h: what a Message is made of; a MessageWriter fills it.
#pragma once

#include "mailbox/message.h"
#include "message/content.h"

#include <cstdint>
#include <utility>

namespace mailbox {

struct Message::Body {
  Body(Filesystem& filesystem, MemoryBudget& budget, SpoolSettings settings)
      : content(filesystem, budget, std::move(settings)) {}

  Content content;
  HeaderReader header;
  std::uint64_t octets_crlf = 0;
};

}  // namespace mailbox
