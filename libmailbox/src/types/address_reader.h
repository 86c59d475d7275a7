// address_reader.h: the grammar of addresses and paths, one function per rule.
//
// Shape       a cursor over borrowed text; each read_… takes what its rule matches, or fails and
//             leaves the cursor anywhere
// Errors      5.1.3, with a text that says what is wrong
// Source      RFC 5321 §4.1.2, §4.1.3; RFC 6531 §3.3 for octets above 127
#pragma once

#include "mailbox/address.h"

#include <string>
#include <string_view>

namespace mailbox {

class AddressReader {
 public:
  static constexpr std::size_t kLocalPartOctetsMax = 64;  // RFC 5321 §4.5.3.1.1
  // RFC 5321 §4.5.3.1 asks for no limits on what others made up: addresses for bounces hold that of
  // the recipient, and are often longer than 64 octets.
  static constexpr std::size_t kSenderLocalPartOctetsMax = 255;
  static constexpr std::size_t kDomainOctetsMax = 255;  // RFC 5321 §4.5.3.1.2
  static constexpr std::size_t kLabelOctetsMax = 63;    // RFC 1035 §2.3.4

  // Requires: `text` outlives the reader.
  explicit AddressReader(std::string_view text,
                         std::size_t local_part_octets_max = kLocalPartOctetsMax)
      : text_(text), local_part_octets_max_(local_part_octets_max) {}

  [[nodiscard]] bool at_end() const { return text_.empty(); }
  [[nodiscard]] std::string_view rest() const { return text_; }

  // Takes `expected` if it comes next.
  bool take(char expected);

  // Where bare names are allowed, a local part that `>` follows is one.
  [[nodiscard]] Result<Address> read_mailbox(BareNames bare = BareNames::kRefused);
  // Takes a source route with its colon, if one comes next.
  [[nodiscard]] Result<void> skip_source_route();

 private:
  [[nodiscard]] Result<std::string> read_local_part();
  [[nodiscard]] Result<std::string> read_dot_string();
  [[nodiscard]] Result<std::string> read_quoted_string();
  [[nodiscard]] Result<std::string> read_domain();
  [[nodiscard]] Result<std::string> read_address_literal();

  std::string_view text_;  // what is left
  std::size_t local_part_octets_max_;
};

// True if `text` is a Dot-string: a local part that needs no quotes.
[[nodiscard]] bool is_dot_string(std::string_view text);

}  // namespace mailbox
