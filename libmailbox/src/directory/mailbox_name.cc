#include "directory/mailbox_name.h"

#include <fmt/format.h>

#include <algorithm>

namespace mailbox {

Result<void> check_mailbox_name(const AddressKey& key) {
  const std::string& name = key.local_part;
  const auto refuse = [&](std::string_view why) {
    return failure(
        status::kBadRecipientSyntax,
        fmt::format("{} cannot be a mailbox: its name {}; choose another one, an alias may "
                    "have such a name",
                    to_string(key), why));
  };
  if (name.empty()) return refuse("is empty");
  if (name.size() > kMailboxNameOctets) {
    return refuse(fmt::format("is longer than {} octets", kMailboxNameOctets));
  }
  if (name.find('/') != std::string::npos) return refuse("has a slash");
  // "." and ".." too; and files that begin so are hidden from whoever lists the folder.
  if (name.front() == '.') return refuse("begins with a dot");
  const bool control = std::any_of(name.begin(), name.end(), [](char octet) {
    const auto value = static_cast<unsigned char>(octet);
    return value < 0x20 || value == 0x7f;
  });
  if (control) return refuse("has a control character");
  return {};
}

}  // namespace mailbox
