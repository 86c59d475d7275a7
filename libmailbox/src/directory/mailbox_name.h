// mailbox_name.h: which local parts can name a mailbox. The key becomes a folder's name by the
// mailbox path template, so that what no folder can be called, or should be, is refused when it is
// made.
//
// Errors      5.1.3, with a text that says what is wrong
#pragma once

#include "mailbox/address_key.h"

#include <cstddef>

namespace mailbox {

inline constexpr std::size_t kMailboxNameOctets = 200;  // file systems allow 255; `,S=…` may follow

[[nodiscard]] Result<void> check_mailbox_name(const AddressKey& key);

}  // namespace mailbox
