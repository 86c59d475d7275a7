// trace.h: the header fields that final delivery puts above the content, made anew for each copy,
// so that each is right and none shows another recipient.
//
//   Return-Path: <sender@example.org>
//   Delivered-To: ann@example.net
//   X-Original-To: sales@example.net
//   Received: from client.example ([192.0.2.1]) by mx.example.net with LMTP
//     id 01J9Z3T6M80000000000000000 for <sales@example.net>;
//     Sat, 21 Nov 2026 19:22:33 +0000
//
// Shape       Trace is a value; to_header prints it with LF line ends, each field on bounded lines
// Errors      none: everything in it was parsed before, and control characters are not printed
// Source      RFC 5321 §4.4, RFC 9228 (Delivered-To), RFC 3848 and RFC 6531 (with)
#pragma once

#include "mailbox/address.h"
#include "mailbox/delivery_id.h"

#include <chrono>
#include <string>

namespace mailbox {

// How the message came to us: one per session or run, the same for all its copies.
struct Reception {
  std::string client_name;     // what LHLO or EHLO said; empty for `deliver`
  std::string client_address;  // "192.0.2.1", "IPv6:2001:db8::1"; empty for a UNIX socket
  std::string by_host;         // our own name
  std::string protocol;        // "LMTP", "UTF8LMTP", "ESMTP"; "local" for `deliver`
  std::chrono::system_clock::time_point time;
};

struct Trace {
  ReversePath return_path;
  std::string delivered_to;  // the mailbox' address
  std::string original_to;   // the recipient as the client gave it
  Reception reception;
  DeliveryId id;
};

[[nodiscard]] std::string to_header(const Trace& trace);

// "Sat, 21 Nov 2026 19:22:33 +0000" (RFC 5322 §3.3), always in UTC.
[[nodiscard]] std::string rfc5322_date(std::chrono::system_clock::time_point time);

}  // namespace mailbox
