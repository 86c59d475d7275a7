// header.h: the few facts of a message's header section that a delivery depends on, read while the
// content streams past. Delivery parses no MIME, and no header field beyond these names.
//
// Shape       HeaderReader takes octets in pieces of any size; HeaderFacts is what it saw
// Units       bounded memory: a field body is kept only up to kFieldOctetsMax, the list of
//             Delivered-To up to kDeliveredToMax entries; the counts go on
// Loops       a Delivered-To is a sign of one, unless nothing but it and Return-Path stands above
//             the first Received: then whoever hands the message over wrote it for this very
//             delivery (OpenSMTPD, Postfix' pipe with flags=D). Where a message comes back, a
//             Received of the server that sent it back is above what was delivered, and what a
//             resent copy of ours begins with has an X-Original-To
// Errors      none. A line that is no field ends the header section, as an empty one does: trace
//             fields are always put on top. Only mbox lines (`From …`, `>From …`) are passed over
// Source      RFC 5322 §2.2, §3.6.7; RFC 9228 (Delivered-To)
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mailbox {

struct HeaderFacts {
  std::size_t received_fields = 0;
  std::vector<std::string> delivered_to;  // signs of a loop: field bodies, white space trimmed
  std::string message_id;                 // the first Message-ID's body, for the log; may be empty
};

class HeaderReader {
 public:
  static constexpr std::size_t kFieldOctetsMax = 1024;
  static constexpr std::size_t kDeliveredToMax = 128;

  void read(std::string_view octets);  // more content; does nothing once the header has ended
  void finish();                       // the content has ended, maybe in the header
  [[nodiscard]] const HeaderFacts& facts() const { return facts_; }

 private:
  enum class State { kLineStart, kName, kBody, kSkip, kEnded };
  void read_octet(char octet);
  void start_line(char octet);
  void read_name(char octet);
  void start_body();
  void keep(std::string_view octets);
  void end_line();
  void end_field();

  HeaderFacts facts_;
  State state_ = State::kLineStart;
  std::string name_;  // of the field at hand, as far as it was read
  std::string body_;
  bool handed_over_ = true;  // no field but Return-Path and Delivered-To so far
  bool body_kept_ = false;   // body_ is of a field that counts; it ends when a new one starts
};

}  // namespace mailbox
