// descriptor_room.h: how many clients the process' limit of open files (RLIMIT_NOFILE) leaves room
// for.
//
// Shape       what is open already and what deliveries need is left to them; the rest is the
//             clients', one descriptor each. Clients for whom there is no room wait in the kernel's
//             queue: they are not refused, and nothing of ours fails for want of a descriptor
// Units       descriptors
#pragma once

#include <cstddef>

namespace lmtp {

// `used`: open now; `workers`: threads that may deliver at a time. At least one client is let in.
[[nodiscard]] std::size_t clients_within(std::size_t limit, std::size_t used, std::size_t workers);

[[nodiscard]] std::size_t descriptor_limit();
[[nodiscard]] std::size_t open_descriptors();

}  // namespace lmtp
