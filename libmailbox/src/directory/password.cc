#include "mailbox/password.h"

#include <sodium.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>
#include <system_error>

namespace mailbox {

namespace {

// Safe to call again and from any thread; 1 says that somebody did before.
bool is_ready() {
  return sodium_init() >= 0;
}

tl::unexpected<Error> no_random_octets() {
  return failure(status::kSystemFault, "libsodium found no source of random octets");
}

tl::unexpected<Error> no_memory() {
  return failure(status::kSystemFull, "no 64 MiB of memory for hashing a password: free some");
}

constexpr std::size_t kHashOctetsMax = 64;

// A hash in parts, as hash_password() makes them: $argon2id$v=19$m=65536,t=2,p=1$SALT$HASH.
struct Argon2id {
  std::uint64_t kibibytes = 0;
  std::uint64_t passes = 0;
  std::array<unsigned char, crypto_pwhash_SALTBYTES> salt{};
  std::array<unsigned char, kHashOctetsMax> hash{};
  std::size_t hash_octets = 0;
};

bool take(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

bool take(std::string_view& text, std::uint64_t& number) {
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  return error == std::errc();
}

// Up to where base64 without padding ends.
template <std::size_t kOctetsMax>
bool take(std::string_view& text, std::array<unsigned char, kOctetsMax>& octets,
          std::size_t& count) {
  const char* end = nullptr;
  const int result =
      sodium_base642bin(octets.data(), octets.size(), text.data(), text.size(), nullptr, &count,
                        &end, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  if (result != 0) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

std::optional<Argon2id> parse(std::string_view text) {
  Argon2id parts;
  std::size_t salt_octets = 0;
  const bool good =
      take(text, "$argon2id$v=19$m=") && take(text, parts.kibibytes) && take(text, ",t=") &&
      take(text, parts.passes) && take(text, ",p=1$") && take(text, parts.salt, salt_octets) &&
      take(text, "$") && take(text, parts.hash, parts.hash_octets) && text.empty() &&
      salt_octets == parts.salt.size() && parts.hash_octets >= crypto_pwhash_argon2id_BYTES_MIN &&
      parts.passes >= crypto_pwhash_argon2id_OPSLIMIT_MIN &&
      parts.passes <= crypto_pwhash_argon2id_OPSLIMIT_MAX &&
      parts.kibibytes >= crypto_pwhash_argon2id_MEMLIMIT_MIN / 1024 &&
      parts.kibibytes <= crypto_pwhash_argon2id_MEMLIMIT_MAX / 1024;
  if (!good) return std::nullopt;
  return parts;
}

// For hashes that others made with other parameters. Want of memory is a wrong password to it.
bool verify_other_kind(const std::string& hash, std::string_view password) {
  // libsodium reads a fixed number of octets.
  if (hash.size() >= crypto_pwhash_STRBYTES) return false;
  std::array<char, crypto_pwhash_STRBYTES> padded{};
  std::memcpy(padded.data(), hash.data(), hash.size());
  return crypto_pwhash_str_verify(padded.data(), password.data(), password.size()) == 0;
}

}  // namespace

Result<std::string> hash_password(std::string_view password) {
  if (!is_ready()) return no_random_octets();
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  const int result =
      crypto_pwhash_str(hash.data(), password.data(), password.size(),
                        crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE);
  if (result != 0) return no_memory();
  return std::string(hash.data());
}

Result<bool> verify_password(const std::string& hash, std::string_view password) {
  if (!is_ready()) return no_random_octets();
  const auto parts = parse(hash);
  if (!parts) return verify_other_kind(hash, password);
  std::array<unsigned char, kHashOctetsMax> computed{};
  const int result = crypto_pwhash(computed.data(), parts->hash_octets, password.data(),
                                   password.size(), parts->salt.data(), parts->passes,
                                   parts->kibibytes * 1024, crypto_pwhash_ALG_ARGON2ID13);
  if (result != 0) return no_memory();
  return sodium_memcmp(computed.data(), parts->hash.data(), parts->hash_octets) == 0;
}

}  // namespace mailbox
