// process_id.h: the number of this process, for names that no other process may make.
//
// Why here    the system's headers stay in this folder
#pragma once

#include <cstdint>

namespace mailbox {

[[nodiscard]] std::int64_t process_id();

}  // namespace mailbox
