// trace.h: the header fields that final delivery puts above the content, made anew for each copy,
// so that each is right and none shows another recipient.
//
//   Return-Path: <sender@example.org>
//   Delivered-To: ann@example.net
//   X-Original-To: sales@example.net
//   Received: from edge.example ([192.0.2.1]) (for mail.example.org
//     [198.51.100.7] helo mail.example.org) by mx.example.net with LMTP
//     id 01J9Z3T6M80000000000000000 (queue id 4XyZ1b) for <sales@example.net>;
//     Sat, 21 Nov 2026 19:22:33 +0000
//
// Shape       Trace is a value; to_header prints it with LF line ends, each field on bounded lines.
//             `from` is always our own peer; what it told about others stands in comments
// Errors      none: what came from outside is cut, loses its control characters, and cannot leave
//             the comment that it stands in
// Source      RFC 5321 §4.4, RFC 9228 (Delivered-To), RFC 3848 and RFC 6531 (with), Postfix
//             XFORWARD_README
#pragma once

#include "mailbox/address.h"
#include "mailbox/delivery_id.h"

#include <chrono>
#include <string>

namespace mailbox {

// What a trusted peer told about the client behind it. Each is empty where it is not known.
struct ForwardedClient {
  std::string name;
  std::string address;   // "192.0.2.1", "IPv6:2001:db8::1"
  std::string helo;      // what the client called itself
  std::string queue_id;  // the peer's own name for the message

  friend bool operator==(const ForwardedClient&, const ForwardedClient&) = default;
};

// How the message came to us: one per transaction or run, the same for all its copies.
struct Reception {
  std::string client_name;     // what LHLO or EHLO said; empty for `deliver`
  std::string client_address;  // "192.0.2.1", "IPv6:2001:db8::1"; empty for a UNIX socket
  std::string by_host;         // our own name
  std::string protocol;        // as transmission_type() says; "local" for `deliver`
  std::chrono::system_clock::time_point time;
  ForwardedClient forwarded{};
  std::string user{};         // who has logged in, for the log; empty: nobody
  std::string tls{};          // "TLSv1.3 with cipher TLS_AES_256_GCM_SHA384"; empty: none
  std::string client_host{};  // the client's host name, if a trusted peer told it
};

struct Trace {
  ReversePath return_path;
  std::string delivered_to;  // the mailbox' address
  std::string original_to;   // the recipient as the client gave it
  Reception reception;
  DeliveryId id;
  std::string original_recipient{};  // ORCPT, for X-Original-To; empty: original_to stands there
};

[[nodiscard]] std::string to_header(const Trace& trace);

// What is known of a session, as far as it has a name of its own in `with`.
struct Transmission {
  bool lmtp = false;
  bool extended = true;  // EHLO or LHLO, not HELO
  bool utf8 = false;     // the transaction has SMTPUTF8
  bool encrypted = false;
  bool authenticated = false;
};

// "LMTP", "UTF8LMTP", "SMTP", "ESMTPSA", … (IANA's Mail Transmission Types).
[[nodiscard]] std::string transmission_type(const Transmission& transmission);

// "Sat, 21 Nov 2026 19:22:33 +0000" (RFC 5322 §3.3), always in UTC.
[[nodiscard]] std::string rfc5322_date(std::chrono::system_clock::time_point time);

}  // namespace mailbox
