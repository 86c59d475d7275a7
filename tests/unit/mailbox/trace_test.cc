#include "mailbox/trace.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace mailbox {
namespace {

std::chrono::system_clock::time_point at(std::int64_t seconds) {
  return std::chrono::system_clock::time_point{std::chrono::seconds{seconds}};
}

Trace example() {
  return Trace{ReversePath{Address{"sender", "example.org"}}, "ann@example.net",
               "sales@example.net",
               Reception{"client.example", "192.0.2.1", "mx.example.net", "LMTP", at(1795288953)},
               DeliveryId{"01ARYZ6S410000000000000000"}};
}

std::vector<std::string> lines_of(const std::string& header) {
  std::vector<std::string> lines;
  std::istringstream stream(header);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(TraceTest, PrintsTheFieldsFromTheTop) {
  EXPECT_EQ(to_header(example()),
            "Return-Path: <sender@example.org>\n"
            "Delivered-To: ann@example.net\n"
            "X-Original-To: sales@example.net\n"
            "Received: from client.example ([192.0.2.1]) by mx.example.net with LMTP\n"
            "\tid 01ARYZ6S410000000000000000 for <sales@example.net>;\n"
            "\tSat, 21 Nov 2026 19:22:33 +0000\n");
}

TEST(TraceTest, PrintsTheNullPath) {
  Trace trace = example();
  trace.return_path = {};
  EXPECT_EQ(lines_of(to_header(trace)).at(0), "Return-Path: <>");
}

TEST(TraceTest, LeavesOutWhatIsNotKnown) {
  Trace trace = example();
  trace.original_to = "";
  trace.reception.client_name = "";
  trace.reception.client_address = "";
  trace.reception.protocol = "local";
  EXPECT_EQ(to_header(trace),
            "Return-Path: <sender@example.org>\n"
            "Delivered-To: ann@example.net\n"
            "Received: by mx.example.net with local id 01ARYZ6S410000000000000000;\n"
            "\tSat, 21 Nov 2026 19:22:33 +0000\n");
}

TEST(TraceTest, NamesTheClientAsFarAsItIsKnown) {
  const std::vector<std::pair<std::pair<std::string, std::string>, std::string>> rows = {
      {{"a.example", ""}, "from a.example by"},
      {{"", "192.0.2.1"}, "from unknown ([192.0.2.1]) by"},
      {{"a.example", "IPv6:2001:db8::1"}, "from a.example ([IPv6:2001:db8::1]) by"},
      {{"[192.0.2.7]", "192.0.2.1"}, "from [192.0.2.7] ([192.0.2.1]) by"},
  };
  for (const auto& [client, text] : rows) {
    Trace trace = example();
    trace.reception.client_name = client.first;
    trace.reception.client_address = client.second;
    EXPECT_NE(to_header(trace).find("Received: " + text), std::string::npos) << to_header(trace);
  }
}

TEST(TraceTest, KeepsLinesBoundedWhateverTheNames) {
  Trace trace = example();
  const std::string label(63, 'd');
  const std::string domain = label + "." + label + "." + label + "." + label;
  trace.return_path.address = Address{std::string(64, '"'), domain};
  trace.delivered_to = to_string(*trace.return_path.address);
  trace.original_to = trace.delivered_to;
  trace.reception.client_name = std::string(4000, 'c');
  trace.reception.by_host = domain;
  for (const std::string& line : lines_of(to_header(trace))) EXPECT_LE(line.size(), 998U);
}

TEST(TraceTest, NeverStartsALineThatTheClientHasWritten) {
  Trace trace = example();
  trace.reception.client_name = "evil\r\nDelivered-To: bob@example.net\n\nbody";
  trace.original_to = "\"a\nX: b\"@x";
  const std::vector<std::string> lines = lines_of(to_header(trace));
  const std::vector<std::string> starts = {
      "Return-Path: ", "Delivered-To: ", "X-Original-To: ", "Received: "};
  std::size_t fields = 0;
  for (const std::string& line : lines) {
    if (line.starts_with('\t')) continue;
    ASSERT_LT(fields, starts.size()) << line;
    EXPECT_TRUE(line.starts_with(starts[fields++])) << line;
  }
  EXPECT_EQ(fields, starts.size());
}

TEST(TraceTest, DatesAreInUtc) {
  EXPECT_EQ(rfc5322_date(at(0)), "Thu, 1 Jan 1970 00:00:00 +0000");
  EXPECT_EQ(rfc5322_date(at(951782399)), "Mon, 28 Feb 2000 23:59:59 +0000");
  EXPECT_EQ(rfc5322_date(at(951782400)), "Tue, 29 Feb 2000 00:00:00 +0000");
  EXPECT_EQ(rfc5322_date(at(1795288953)), "Sat, 21 Nov 2026 19:22:33 +0000");
  EXPECT_EQ(rfc5322_date(at(4102444799)), "Thu, 31 Dec 2099 23:59:59 +0000");
  EXPECT_EQ(rfc5322_date(at(-1)), "Wed, 31 Dec 1969 23:59:59 +0000");
}

}  // namespace
}  // namespace mailbox
