// password.h: password hashes, in the form that Dovecot verifies as {ARGON2ID}.
//
// Shape       argon2id at libsodium's INTERACTIVE cost (64 MiB): dearer hashes make Dovecot's auth
//             process run out of memory, which it reports as a wrong password
// Threads     free functions, safe anywhere; each call takes 64 MiB while it runs
// Errors      4.3.1 when there is no memory for that
// Source      libsodium crypto_pwhash_str(3)
#pragma once

#include "mailbox/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace mailbox {

inline constexpr std::size_t kPasswordOctetsMax = 1024;

[[nodiscard]] Result<std::string> hash_password(std::string_view password);
// False also for what is no hash, or of a kind that is not known here.
[[nodiscard]] Result<bool> verify_password(const std::string& hash, std::string_view password);

}  // namespace mailbox
