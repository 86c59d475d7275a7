// authentication.h: whether a user and a password belong together.
//
//   auto outcome = mailbox::authenticate(directory, user, password, settings);
//   if (!outcome)                  …   // could not be checked, try again later
//   else if (outcome->success())   …   // 2.7.0
//
// The user name is the mailbox' address, in any case, or its local part alone; no alias and no
// `+detail`. The password is compared octet for octet: with NUL and control characters, without
// SASLprep (RFC 4013). So a password with letters that Unicode can write in two ways must be typed
// the way in which it was set; clients send what is typed.
//
// Shape       the outcome is 2.7.0 or 5.7.8. Whoever is refused gets the same words, be the user
//             unknown, disabled or without a password, or the password wrong; why, is in the detail
// Time        exactly one hash is computed for every question, for nobody's password where there is
//             none of the user's, and the same look-ups are made: how long it takes does not tell
//             whether there is such a user, as long as all hashes cost what hash_password() makes
//             them cost. It takes long (0.1 s) and 64 MiB: not for an event loop
// Threads     as the directory: one at a time
// Errors      class 4: the directory's, and 4.3.1 when there is no memory for hashing
// Source      RFC 4954 §4 and §6, RFC 4616 §2
#pragma once

#include "mailbox/directory.h"
#include "mailbox/outcome.h"
#include "mailbox/password.h"

#include <functional>
#include <string>
#include <string_view>

namespace mailbox {

struct AuthenticationSettings {
  std::string default_domain;  // of names without one; empty: the directory's only domain
  // As verify_password().
  std::function<Result<bool>(const std::string& hash, std::string_view password)> verify =
      verify_password;
};

[[nodiscard]] Result<Outcome> authenticate(Directory& directory, std::string_view user,
                                           std::string_view password,
                                           const AuthenticationSettings& settings);

// A hash of what nobody knows, at the cost of hash_password().
[[nodiscard]] const std::string& hash_of_nobody();

}  // namespace mailbox
