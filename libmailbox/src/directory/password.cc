#include "mailbox/password.h"

#include <sodium.h>

#include <array>
#include <cstring>

namespace mailbox {

namespace {

// Safe to call again and from any thread; 1 says that somebody did before.
bool is_ready() {
  return sodium_init() >= 0;
}

}  // namespace

Result<std::string> hash_password(std::string_view password) {
  if (!is_ready()) {
    return failure(status::kSystemFault, "libsodium found no source of random octets");
  }
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  const int result =
      crypto_pwhash_str(hash.data(), password.data(), password.size(),
                        crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE);
  if (result != 0) {
    return failure(status::kSystemFull, "no 64 MiB of memory for hashing a password: free some");
  }
  return std::string(hash.data());
}

bool verify_password(const std::string& hash, std::string_view password) {
  // libsodium reads a fixed number of octets.
  if (!is_ready() || hash.size() >= crypto_pwhash_STRBYTES) return false;
  std::array<char, crypto_pwhash_STRBYTES> padded{};
  std::memcpy(padded.data(), hash.data(), hash.size());
  return crypto_pwhash_str_verify(padded.data(), password.data(), password.size()) == 0;
}

}  // namespace mailbox
