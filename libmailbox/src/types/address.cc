#include "mailbox/address.h"

#include "mailbox/printable.h"
#include "types/address_reader.h"
#include "types/ascii.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mailbox {

namespace {

// Texts quote no more than this of an address that may be of any length.
constexpr std::size_t kQuotedOctetsMax = 100;

bool has_8bit(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char octet) { return static_cast<unsigned char>(octet) > 127; });
}

tl::unexpected<Error> refusal(EnhancedStatus status, std::string_view text, std::string_view why) {
  return failure(status, fmt::format("'{}' is no mail address: {}",
                                     printable(text.substr(0, kQuotedOctetsMax)), why));
}

// What both kinds of path share: "<" [ A-d-l ":" ] Mailbox ">".
Result<Address> parse_path(AddressReader reader, Utf8 utf8, BareNames bare) {
  const std::string_view text = reader.rest();
  if (utf8 == Utf8::kRefused && has_8bit(text)) {
    return refusal(status::kUtf8Required, text, "octets above 127 need SMTPUTF8");
  }
  if (!reader.take('<')) return refusal(status::kBadRecipientSyntax, text, "no '<' before it");
  auto route = reader.skip_source_route();
  if (!route) return refusal(route.error().status, text, route.error().text);
  auto address = reader.read_mailbox(bare);
  if (!address) return refusal(address.error().status, text, address.error().text);
  if (!reader.take('>') || !reader.at_end()) {
    return refusal(status::kBadRecipientSyntax, text, "it does not end with the domain and '>'");
  }
  return address;
}

std::string quoted(std::string_view local_part) {
  std::string text = "\"";
  for (const char octet : local_part) {
    if (octet == '"' || octet == '\\') text += '\\';
    text += octet;
  }
  return text + '"';
}

}  // namespace

Result<Address> parse_address(std::string_view text, Utf8 utf8) {
  if (utf8 == Utf8::kRefused && has_8bit(text)) {
    return refusal(status::kUtf8Required, text, "octets above 127 need SMTPUTF8");
  }
  AddressReader reader(text);
  auto address = reader.read_mailbox();
  if (!address) return refusal(address.error().status, text, address.error().text);
  if (!reader.at_end()) {
    return refusal(status::kBadRecipientSyntax, text, "something follows the domain");
  }
  return address;
}

// Reverse-path = Path / "<>"
Result<ReversePath> parse_reverse_path(std::string_view text, Utf8 utf8) {
  if (text == "<>") return ReversePath{};
  const AddressReader reader(text, AddressReader::kSenderLocalPartOctetsMax);
  auto address = parse_path(reader, utf8, BareNames::kRefused);
  if (!address) return failure_of(address);
  return ReversePath{std::move(*address)};
}

// RCPT TO: takes "<Postmaster@" Domain ">" / "<Postmaster>" / Forward-path
Result<ForwardPath> parse_forward_path(std::string_view text, Utf8 utf8, BareNames bare) {
  if (equal_without_case(text, "<postmaster>")) return ForwardPath{Postmaster{}};
  auto address = parse_path(AddressReader(text), utf8, bare);
  if (!address) return failure_of(address);
  return ForwardPath{std::move(*address)};
}

std::string to_string(const Address& address) {
  std::string text =
      is_dot_string(address.local_part) ? address.local_part : quoted(address.local_part);
  if (!address.domain.empty()) text.append("@").append(address.domain);
  return text;
}

std::string to_string(const ReversePath& path) {
  return path.address ? to_string(*path.address) : std::string();
}

std::string to_string(const ForwardPath& path) {
  const auto* address = std::get_if<Address>(&path.target);
  return address != nullptr ? to_string(*address) : std::string("Postmaster");
}

bool is_internationalized(const Address& address) {
  return has_8bit(address.local_part) || has_8bit(address.domain);
}

}  // namespace mailbox
