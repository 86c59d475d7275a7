// network.h: a network of Internet addresses, and the questions a network answers.
//
// Shape       values. An IPv4 address in the form of an IPv6 one (::ffff:192.0.2.1) is the same
//             host: it lies in the IPv4 network and in no IPv6 network
// Errors      4.3.5 with the rest of a sentence: "has no IP address in `x`"
// Source      RFC 4632 §3.1 (prefixes), RFC 4291 §2.3, §2.5.3 (loopback), §2.5.5.2 (IPv4-mapped)
#pragma once

#include "mailbox/ip_address.h"
#include "mailbox/result.h"

#include <sys/socket.h>

#include <optional>
#include <string>
#include <string_view>

namespace lmtp {

// ::ffff:192.0.2.1 becomes 192.0.2.1; any other address stays as it is.
[[nodiscard]] mailbox::IpAddress unmapped(const mailbox::IpAddress& address);
// 127.0.0.0/8, ::1.
[[nodiscard]] bool is_loopback(const mailbox::IpAddress& address);
// None: the address of another family.
[[nodiscard]] std::optional<mailbox::IpAddress> address_in(const sockaddr_storage& address);

class Network {
 public:
  // "192.0.2.0/24", "2001:db8::/32", or one address.
  [[nodiscard]] static mailbox::Result<Network> parse(std::string_view text);

  [[nodiscard]] bool contains(const mailbox::IpAddress& address) const;
  [[nodiscard]] std::string text() const;  // as it is parsed; one address without its prefix

  friend bool operator==(const Network&, const Network&) = default;

 private:
  Network(const mailbox::IpAddress& address, unsigned prefix)
      : address_(address), prefix_(prefix) {}

  mailbox::IpAddress address_;  // unmapped; its bits behind the prefix are 0
  unsigned prefix_;             // in bits
};

}  // namespace lmtp
