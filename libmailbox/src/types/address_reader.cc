#include "types/address_reader.h"

#include "types/address_literal.h"
#include "types/ascii.h"
#include "types/utf8.h"

#include <utility>

namespace mailbox {

namespace {

tl::unexpected<Error> no_address(std::string_view why) {
  return failure(status::kBadRecipientSyntax, std::string(why));
}

// atext = ALPHA / DIGIT / "!" / "#" / … (RFC 5322 §3.2.3)
bool is_ascii_atext(char octet) {
  return is_letter_or_digit(octet) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(octet) != std::string_view::npos;
}

bool is_printable_ascii(char octet) {
  return octet >= ' ' && octet <= '~';
}

// UTF8-non-ascii, without the C1 controls: octets above 127 that may stand in an address. The
// length of the sequence that `text` begins with, or 0.
std::size_t non_ascii_octets(std::string_view text) {
  const auto code_point = first_code_point(text);
  const bool fits = code_point && code_point->octets > 1 && !is_control(code_point->value);
  return fits ? code_point->octets : 0;
}

// The length of the atext that `text` begins with, or 0.
std::size_t atext_octets(std::string_view text) {
  if (!text.empty() && is_ascii_atext(text.front())) return 1;
  return non_ascii_octets(text);
}

// sub-domain = Let-dig [Ldh-str] / U-label. Underscores are taken too: hosts that have them send
// mail. The length of the sub-domain that `text` begins with, or 0.
std::size_t label_octets(std::string_view text) {
  std::size_t octets = 0;
  bool ascii = true;
  for (;;) {
    const std::string_view left = text.substr(octets);
    if (left.empty()) break;
    if (is_letter_or_digit(left.front()) || left.front() == '-' || left.front() == '_') {
      ++octets;
    } else if (const std::size_t more = non_ascii_octets(left); more > 0) {
      octets += more;
      ascii = false;
    } else {
      break;
    }
  }
  const std::string_view label = text.substr(0, octets);
  if (label.empty() || label.front() == '-' || label.back() == '-') return 0;
  // The limit is the DNS's, on A-labels: of a U-label only the conversion can tell.
  if (ascii && octets > AddressReader::kLabelOctetsMax) return 0;
  return octets;
}

}  // namespace

bool AddressReader::take(char expected) {
  if (text_.empty() || text_.front() != expected) return false;
  text_.remove_prefix(1);
  return true;
}

// Mailbox = Local-part "@" ( Domain / address-literal )
Result<Address> AddressReader::read_mailbox(BareNames bare) {
  const std::size_t before = text_.size();
  auto local_part = read_local_part();
  if (!local_part) return failure_of(local_part);
  if (before - text_.size() > local_part_octets_max_) return no_address("local part too long");
  if (bare == BareNames::kAllowed && text_.starts_with('>')) {
    return Address{std::move(*local_part), {}};
  }
  if (!take('@')) return no_address(at_end() ? "no domain" : "bad character in the local part");

  const bool literal = !text_.empty() && text_.front() == '[';
  auto domain = literal ? read_address_literal() : read_domain();
  if (!domain) return failure_of(domain);
  return Address{std::move(*local_part), std::move(*domain)};
}

// Path = "<" [ A-d-l ":" ] Mailbox ">"
// A-d-l = At-domain *( "," At-domain )
// At-domain = "@" Domain
Result<void> AddressReader::skip_source_route() {
  if (text_.empty() || text_.front() != '@') return {};
  do {
    if (!take('@')) return no_address("bad source route");
    auto domain = read_domain();
    if (!domain) return failure_of(domain);
  } while (take(','));
  if (!take(':')) return no_address("bad source route");
  return {};
}

// Local-part = Dot-string / Quoted-string
Result<std::string> AddressReader::read_local_part() {
  return take('"') ? read_quoted_string() : read_dot_string();
}

// Dot-string = Atom *( "." Atom )
// Atom = 1*atext
Result<std::string> AddressReader::read_dot_string() {
  std::string decoded;
  for (;;) {
    std::size_t atom = 0;
    while (const std::size_t more = atext_octets(text_.substr(atom))) atom += more;
    if (atom == 0) return no_address("empty or bad atom in the local part");
    decoded += text_.substr(0, atom);
    text_.remove_prefix(atom);
    if (!take('.')) return decoded;
    decoded += '.';
  }
}

// Quoted-string = DQUOTE *QcontentSMTP DQUOTE
// QcontentSMTP = qtextSMTP / quoted-pairSMTP
// quoted-pairSMTP = %d92 %d32-126
// qtextSMTP = %d32-33 / %d35-91 / %d93-126 / UTF8-non-ascii
// The opening quote was taken.
Result<std::string> AddressReader::read_quoted_string() {
  std::string decoded;
  for (;;) {
    if (take('"')) return decoded;
    if (take('\\') && (text_.empty() || !is_printable_ascii(text_.front()))) {
      return no_address("bad quoted pair in the local part");
    }
    const bool ascii = !text_.empty() && is_printable_ascii(text_.front());
    const std::size_t octets = ascii ? 1 : non_ascii_octets(text_);
    if (octets == 0)
      return no_address("bad character in the quoted local part, or no closing quote");
    decoded += text_.substr(0, octets);
    text_.remove_prefix(octets);
  }
}

// Domain = sub-domain *( "." sub-domain )
Result<std::string> AddressReader::read_domain() {
  const std::string_view start = text_;
  do {
    const std::size_t label = label_octets(text_);
    if (label == 0) return no_address("bad domain");
    text_.remove_prefix(label);
  } while (take('.'));
  const std::size_t octets = start.size() - text_.size();
  if (octets > kDomainOctetsMax) return no_address("domain over 255 octets");
  return std::string(start.substr(0, octets));
}

// address-literal = "[" ( IPv4-address-literal / IPv6-address-literal / General-address-literal )
//                   "]"
Result<std::string> AddressReader::read_address_literal() {
  const std::size_t end = text_.substr(0, kDomainOctetsMax).find(']');
  if (end == std::string_view::npos || !is_address_literal(text_.substr(1, end - 1))) {
    return no_address("bad address literal");
  }
  std::string literal(text_.substr(0, end + 1));
  text_.remove_prefix(end + 1);
  return literal;
}

bool is_dot_string(std::string_view text) {
  bool atom_open = false;
  while (!text.empty()) {
    const bool dot = text.front() == '.';
    const std::size_t octets = dot ? 1 : atext_octets(text);
    if (octets == 0 || (dot && !atom_open)) return false;
    atom_open = !dot;
    text.remove_prefix(octets);
  }
  return atom_open;
}

}  // namespace mailbox
