// address_key.h: the form in which addresses are compared. Addresses are kept as given and compared
// without regard to case: domains as A-labels (IDNA2008), local parts as NFC, case-folded.
//
// Errors      5.1.3: no valid domain name, invalid UTF-8, over 255 octets
// Source      RFC 5891, RFC 6531 §3.2, Unicode TR15 and default case folding
#pragma once

#include "mailbox/address.h"
#include "mailbox/result.h"

#include <string>
#include <string_view>

namespace mailbox {

struct AddressKey {
  std::string local_part;  // folded
  std::string domain;      // A-labels, lower case, no trailing dot

  friend auto operator<=>(const AddressKey&, const AddressKey&) = default;
};

[[nodiscard]] Result<std::string> domain_key(std::string_view domain);
[[nodiscard]] Result<std::string> local_part_key(std::string_view local_part);
[[nodiscard]] Result<AddressKey> address_key(const Address& address);
// `local-part@domain`, for texts.
[[nodiscard]] std::string to_string(const AddressKey& key);

}  // namespace mailbox
