#include "mailbox/trace.h"

#include "types/ascii.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace mailbox {

namespace {

constexpr std::size_t kLineOctets = 78;      // RFC 5322 §2.1.1: should not be longer
constexpr std::size_t kNameOctets = 255;     // as domains; the client may have said anything
constexpr std::size_t kAddressOctets = 800;  // far more than any; a line has 998

// A text that came from outside, as far as it may stand in a header field: on one line.
std::string one_line(std::string_view text) {
  std::string line(text.substr(0, kAddressOctets));
  std::erase_if(
      line, [](char octet) { return static_cast<unsigned char>(octet) < ' ' || octet == '\x7F'; });
  return line;
}

// comment = "(" *([FWS] ccontent) [FWS] ")"; a parenthesis or backslash in it is a quoted pair
std::string in_comment(std::string_view text) {
  std::string content;
  for (const char octet : one_line(text.substr(0, kNameOctets))) {
    if (octet == '(' || octet == ')' || octet == '\\') content += '\\';
    content += static_cast<unsigned char>(octet) < 0x80 ? octet : '?';
  }
  return content;
}

// What may stand outside of a comment: letters, digits and what domains and address literals have.
bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= kNameOctets &&
         std::all_of(name.begin(), name.end(), [](char octet) {
           return is_letter_or_digit(octet) ||
                  std::string_view("-._:[]").find(octet) != std::string_view::npos;
         });
}

// From-domain = "FROM" FWS Extended-Domain
// Extended-Domain = Domain / ( ( Domain / address-literal ) FWS "(" TCP-info ")" )
std::string from_clause(const Reception& reception) {
  const std::string& name = reception.client_name;
  const std::string& address = reception.client_address;
  std::string clause = is_plain_name(name) ? "from " + name : "from unknown";
  std::string host = in_comment(reception.client_host);
  if (!host.empty()) host += ' ';
  if (!address.empty()) clause += fmt::format(" ({}[{}])", host, in_comment(address));
  if (!name.empty() && !is_plain_name(name)) clause += fmt::format(" (helo {})", in_comment(name));
  return clause;
}

// The client that our peer had the message from, as a comment in several parts: so that a line can
// end between them. Empty where nothing was told.
std::vector<std::string> forwarded_comment(const ForwardedClient& client) {
  if (client.name.empty() && client.address.empty() && client.helo.empty()) return {};
  std::vector<std::string> parts;
  parts.push_back(client.name.empty() ? "(for unknown" : "(for " + in_comment(client.name));
  if (!client.address.empty()) parts.push_back(fmt::format("[{}]", in_comment(client.address)));
  if (!client.helo.empty()) parts.push_back("helo " + in_comment(client.helo));
  parts.back() += ')';
  return parts;
}

// Joins with blanks; where a line would grow too long the field is folded, with a tab. Not before
// the first clause: a line with nothing but the name confuses some readers.
std::string folded(std::string_view name, const std::vector<std::string>& clauses) {
  std::string field(name);
  std::size_t line_octets = field.size();
  for (const std::string& clause : clauses) {
    const bool first = &clause == &clauses.front();
    const bool fits = first || line_octets + 1 + clause.size() <= kLineOctets;
    field += fits ? " " : "\n\t";
    field += clause;
    line_octets = (fits ? line_octets : 0) + 1 + clause.size();
  }
  return field + '\n';
}

// Time-stamp-line = "Received:" FWS Stamp
// Stamp = From-domain By-domain Opt-info [CFWS] ";" FWS date-time
// Opt-info = [Via] [With] [ID] [For]; a comment may stand before each of its words
std::string received_field(const Trace& trace) {
  const Reception& reception = trace.reception;
  std::vector<std::string> clauses;
  if (!reception.client_name.empty() || !reception.client_address.empty()) {
    clauses.push_back(from_clause(reception));
  }
  for (std::string& part : forwarded_comment(reception.forwarded)) {
    clauses.push_back(std::move(part));
  }
  clauses.push_back("by " + one_line(reception.by_host));
  clauses.push_back("with " + one_line(reception.protocol));
  if (!reception.tls.empty())
    clauses.push_back(fmt::format("(using {})", in_comment(reception.tls)));
  clauses.push_back("id " + trace.id.text);
  if (!reception.forwarded.queue_id.empty()) {
    clauses.push_back(fmt::format("(queue id {})", in_comment(reception.forwarded.queue_id)));
  }
  // A bare Postmaster is no Path and no Mailbox.
  if (trace.original_to.find('@') != std::string::npos) {
    clauses.push_back(fmt::format("for <{}>", one_line(trace.original_to)));
  }
  clauses.back() += ';';
  clauses.push_back(rfc5322_date(reception.time));
  return folded("Received:", clauses);
}

}  // namespace

std::string to_header(const Trace& trace) {
  std::string header =
      fmt::format("Return-Path: <{}>\nDelivered-To: {}\n", one_line(to_string(trace.return_path)),
                  one_line(trace.delivered_to));
  const std::string& original =
      trace.original_recipient.empty() ? trace.original_to : trace.original_recipient;
  if (!original.empty()) header += fmt::format("X-Original-To: {}\n", one_line(original));
  return header + received_field(trace);
}

std::string transmission_type(const Transmission& transmission) {
  const bool plain_smtp = !transmission.lmtp && (transmission.utf8 || !transmission.extended);
  std::string type = transmission.utf8 ? "UTF8" : "";
  type += transmission.lmtp ? "LMTP" : plain_smtp ? "SMTP" : "ESMTP";
  // There is no name for a HELO within TLS.
  if (!transmission.extended) return type;
  if (transmission.encrypted) type += 'S';
  if (transmission.authenticated) type += 'A';
  return type;
}

std::string rfc5322_date(std::chrono::system_clock::time_point time) {
  using std::chrono::days;
  using std::chrono::floor;
  using std::chrono::seconds;
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(floor<seconds>(time - day));
  return fmt::format(
      "{}, {} {} {} {:02}:{:02}:{:02} +0000", kDays[std::chrono::weekday(day).c_encoding()],
      static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
      static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
      clock.seconds().count());
}

}  // namespace mailbox
