// password.h: password hashes, in the form that Dovecot verifies as {ARGON2ID}.
//
// Shape       argon2id at libsodium's INTERACTIVE cost (64 MiB): dearer hashes make Dovecot's auth
//             process run out of memory, which it reports as a wrong password
// Threads     free functions, safe anywhere; each call takes 64 MiB while it runs
// Source      libsodium crypto_pwhash_str(3)
#pragma once

#include "mailbox/result.h"

#include <string>
#include <string_view>

namespace mailbox {

[[nodiscard]] Result<std::string> hash_password(std::string_view password);
[[nodiscard]] bool verify_password(const std::string& hash, std::string_view password);

}  // namespace mailbox
