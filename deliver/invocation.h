// invocation.h: what the system knows about this run: who started it, and with which streams.
#pragma once

#include <string>

namespace deliver {

// The name of the invoking (real) user; empty: the system knows none.
[[nodiscard]] std::string login_name();

// Puts something under those of the descriptors 0, 1 and 2 that the caller has closed. Otherwise
// the next file to be opened would get their number: standard error could be a message.
void hold_standard_descriptors();

}  // namespace deliver
