#include "deliver/recipient.h"

#include "deliver/sender.h"
#include "mailbox/printable.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace deliver {

namespace {

using mailbox::Address;
using mailbox::failure_of;
using mailbox::Result;
using mailbox::Utf8;

// An address, or a bare local part: then without a domain.
Result<Address> read_user(const std::string& user) {
  if (user.find('@') != std::string::npos) return mailbox::parse_address(user, Utf8::kAllowed);
  auto address = mailbox::parse_address(user + "@localhost", Utf8::kAllowed);
  if (address) address->domain.clear();
  return address;
}

// Empty: there is none, and resolving the address will say so.
Result<std::string> domain_for_bare_names(const std::string& default_domain,
                                          mailbox::Directory& directory) {
  if (!default_domain.empty()) return default_domain;
  auto only = directory.only_domain();
  if (!only) return failure_of(only);
  return *only ? (*only)->name : std::string();
}

// What starts a detail in the domain of `address`; empty: nothing does, or it is no domain of ours.
Result<std::string> separators_of(const Address& address, mailbox::Directory& directory) {
  auto key = mailbox::domain_key(address.domain);
  if (!key) return std::string();
  auto domain = directory.find_domain(*key);
  if (!domain) return failure_of(domain);
  return *domain ? (*domain)->separators : std::string();
}

// Callers of procmail say `-a "$EXTENSION"`. An address that has a detail keeps its own.
Result<Address> with_detail(Address address, const std::string& detail,
                            mailbox::Directory& directory) {
  auto separators = separators_of(address, directory);
  if (!separators) return failure_of(separators);
  if (separators->empty()) return address;
  if (address.local_part.find_first_of(*separators) != std::string::npos) return address;
  address.local_part += separators->front() + detail;
  return address;
}

// None: `text` is no address. It comes from callers, who pass on what others wrote.
std::optional<std::string> address_text(const std::string& text) {
  const auto address = mailbox::parse_address(without_angle_brackets(text), Utf8::kAllowed);
  if (!address) return std::nullopt;
  return to_string(*address);
}

std::string original_to_of(const Arguments& arguments, const Address& address,
                           std::vector<std::string>& warnings) {
  const bool detail_given = arguments.original_recipient.find('@') == std::string::npos;
  for (const std::string& given :
       {detail_given ? std::string() : arguments.original_recipient, arguments.final_recipient}) {
    if (given.empty()) continue;
    if (auto text = address_text(given)) return std::move(*text);
    warnings.push_back(fmt::format("'{}' is no address, left out", mailbox::printable(given)));
  }
  return address.domain.empty() ? address.local_part : to_string(address);
}

}  // namespace

Result<Recipient> read_recipient(const Arguments& arguments, const std::string& login_name,
                                 const std::string& default_domain, mailbox::Directory& directory) {
  auto address = read_user(arguments.user.value_or(login_name));
  if (!address) return failure_of(address);
  if (address->domain.empty()) {
    auto domain = domain_for_bare_names(default_domain, directory);
    if (!domain) return failure_of(domain);
    address->domain = std::move(*domain);
  }

  Recipient recipient;
  const std::string& original = arguments.original_recipient;
  if (!original.empty() && original.find('@') == std::string::npos) {
    auto detailed = with_detail(*address, original, directory);
    if (!detailed) return failure_of(detailed);
    if (mailbox::parse_address(to_string(*detailed), Utf8::kAllowed)) {
      address = std::move(detailed);
    } else {
      recipient.warnings.push_back(
          fmt::format("'{}' is no detail, left out", mailbox::printable(original)));
    }
  }
  recipient.original_to = original_to_of(arguments, *address, recipient.warnings);
  recipient.path.target = std::move(*address);
  return recipient;
}

}  // namespace deliver
