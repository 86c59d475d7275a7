// openssl_error.h: what OpenSSL says went wrong, in words for the log.
//
// Threads     OpenSSL keeps its errors per thread
#pragma once

#include <string>

namespace lmtp {

// The first of this thread's OpenSSL errors, "certificate verify failed"; the others only say what
// came of it, and all are forgotten. Empty: there is none.
[[nodiscard]] std::string take_openssl_error();

}  // namespace lmtp
