#include "mailbox/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace mailbox {

namespace {

constexpr std::size_t kLineOctets = 78;         // RFC 5322 §2.1.1: should not be longer
constexpr std::size_t kClientNameOctets = 255;  // as domains; the client may have said anything

// A text that came from outside, as far as it may stand in a header field: on one line.
std::string one_line(std::string_view text) {
  std::string line(text);
  std::erase_if(
      line, [](char octet) { return static_cast<unsigned char>(octet) < ' ' || octet == '\x7F'; });
  return line;
}

// From-domain = "FROM" FWS Extended-Domain
// Extended-Domain = Domain / ( ( Domain / address-literal ) FWS "(" TCP-info ")" )
std::string from_clause(const Reception& reception) {
  const std::string name = one_line(reception.client_name.substr(0, kClientNameOctets));
  const std::string address = one_line(reception.client_address);
  if (address.empty()) return "from " + name;
  return fmt::format("from {} ([{}])", name.empty() ? "unknown" : name, address);
}

// Joins with blanks; where a line would grow too long the field is folded, with a tab.
std::string folded(std::string_view name, const std::vector<std::string>& clauses) {
  std::string field(name);
  std::size_t line_octets = field.size();
  for (const std::string& clause : clauses) {
    const bool fits = line_octets + 1 + clause.size() <= kLineOctets;
    field += fits ? " " : "\n\t";
    field += clause;
    line_octets = (fits ? line_octets : 0) + 1 + clause.size();
  }
  return field + '\n';
}

// Time-stamp-line = "Received:" FWS Stamp
// Stamp = From-domain By-domain Opt-info [CFWS] ";" FWS date-time
// Opt-info = [Via] [With] [ID] [For]
std::string received_field(const Trace& trace) {
  const Reception& reception = trace.reception;
  std::vector<std::string> clauses;
  if (!reception.client_name.empty() || !reception.client_address.empty()) {
    clauses.push_back(from_clause(reception));
  }
  clauses.push_back("by " + one_line(reception.by_host));
  clauses.push_back("with " + one_line(reception.protocol));
  clauses.push_back("id " + trace.id.text);
  if (!trace.original_to.empty()) {
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
  if (!trace.original_to.empty()) {
    header += fmt::format("X-Original-To: {}\n", one_line(trace.original_to));
  }
  return header + received_field(trace);
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
