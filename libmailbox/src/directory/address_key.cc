#include "mailbox/address_key.h"

#include "mailbox/printable.h"
#include "types/ascii.h"
#include "types/utf8.h"

#include <fmt/format.h>
#include <idn2.h>
#include <unicase.h>
#include <uninorm.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

namespace mailbox {

namespace {

constexpr std::size_t kKeyOctetsMax = 255;  // of a domain name, and of a file name
constexpr std::size_t kLabelOctetsMax = 63;
constexpr std::size_t kQuotedOctetsMax = 100;  // in texts

// What the C libraries allocate.
struct Free {
  void operator()(void* memory) const { std::free(memory); }
};
using LibraryOctets = std::unique_ptr<std::uint8_t[], Free>;

tl::unexpected<Error> no_key(std::string_view text, std::string_view why) {
  return failure(status::kBadRecipientSyntax,
                 fmt::format("'{}': {}", printable(text.substr(0, kQuotedOctetsMax)), why));
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char octet) { return static_cast<unsigned char>(octet) < 128; });
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), lower_ascii);
  return lower;
}

const std::uint8_t* library_octets(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

bool is_host_label(std::string_view label) {
  const auto fits = [](char octet) {
    return (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9') || octet == '-' ||
           octet == '_';
  };
  return !label.empty() && label.size() <= kLabelOctetsMax && label.front() != '-' &&
         label.back() != '-' && std::all_of(label.begin(), label.end(), fits);
}

// Checked after the conversion, because the mapping of Unicode yields ASCII too: U+FF0F is a slash.
bool is_host_name(std::string_view name) {
  if (name.size() > kKeyOctetsMax) return false;
  for (;;) {
    const std::size_t dot = name.find('.');
    if (!is_host_label(name.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    name.remove_prefix(dot + 1);
  }
}

Result<std::string> to_a_labels(std::string_view domain) {
  const std::string terminated(domain);
  std::uint8_t* converted = nullptr;
  const int code =
      idn2_lookup_u8(library_octets(terminated), &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const LibraryOctets owned(converted);
  if (code != IDN2_OK) {
    return no_key(domain, fmt::format("no internationalised domain name: {}", idn2_strerror(code)));
  }
  return lower_case(reinterpret_cast<const char*>(owned.get()));
}

}  // namespace

Result<std::string> domain_key(std::string_view domain) {
  if (!domain.empty() && domain.front() == '[' && is_ascii(domain)) return lower_case(domain);
  // The libraries would stop at a NUL and take what stands before it.
  if (domain.size() > kKeyOctetsMax || domain.find('\0') != std::string_view::npos ||
      !is_valid_utf8(domain)) {
    return no_key(domain, "no domain name");
  }
  auto name = is_ascii(domain) ? Result<std::string>(lower_case(domain)) : to_a_labels(domain);
  if (!name) return name;
  if (!name->empty() && name->back() == '.') name->pop_back();
  if (!is_host_name(*name)) return no_key(domain, "no domain name");
  return name;
}

Result<std::string> local_part_key(std::string_view local_part) {
  if (!is_valid_utf8(local_part)) return no_key(local_part, "not UTF-8");
  if (local_part.size() > kKeyOctetsMax) return no_key(local_part, "over 255 octets");
  if (is_ascii(local_part)) return lower_case(local_part);

  std::size_t octets = 0;
  const LibraryOctets folded(u8_casefold(library_octets(local_part), local_part.size(), nullptr,
                                         UNINORM_NFC, nullptr, &octets));
  if (!folded) return failure(status::kSystemFull, "no memory to fold a local part");
  if (octets > kKeyOctetsMax) return no_key(local_part, "over 255 octets");
  return std::string(reinterpret_cast<const char*>(folded.get()), octets);
}

Result<AddressKey> address_key(const Address& address) {
  auto local_part = local_part_key(address.local_part);
  if (!local_part) return failure_of(local_part);
  auto domain = domain_key(address.domain);
  if (!domain) return failure_of(domain);
  return AddressKey{std::move(*local_part), std::move(*domain)};
}

std::string to_string(const AddressKey& key) {
  return to_string(Address{key.local_part, key.domain});
}

}  // namespace mailbox
