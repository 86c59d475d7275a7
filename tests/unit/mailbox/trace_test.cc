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

// RFC 5321 §4.4: For has a Path or a Mailbox, and Postmaster alone is neither.
TEST(TraceTest, SaysForAnAddressOnly) {
  Trace trace = example();
  trace.original_to = "Postmaster";
  EXPECT_EQ(to_header(trace),
            "Return-Path: <sender@example.org>\n"
            "Delivered-To: ann@example.net\n"
            "X-Original-To: Postmaster\n"
            "Received: from client.example ([192.0.2.1]) by mx.example.net with LMTP\n"
            "\tid 01ARYZ6S410000000000000000; Sat, 21 Nov 2026 19:22:33 +0000\n");
}

TEST(TraceTest, ShowsTheHostNameThatAPeerTold) {
  Trace trace = example();
  trace.reception.client_host = "mail.example";
  EXPECT_EQ(lines_of(to_header(trace)).at(3),
            "Received: from client.example (mail.example [192.0.2.1]) by mx.example.net");
  trace.reception.client_address = "";  // nothing to be the name of
  EXPECT_EQ(lines_of(to_header(trace)).at(3),
            "Received: from client.example by mx.example.net with LMTP");
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

TEST(TraceTest, KeepsAStrangeClientNameInsideAComment) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"a(b", "from unknown ([192.0.2.1]) (helo a\\(b) by"},
      {"a)\\", "from unknown ([192.0.2.1]) (helo a\\)\\\\) by"},
      {"a;b", "from unknown ([192.0.2.1]) (helo a;b) by"},
      {"caf\xc3\xa9",
       "from unknown ([192.0.2.1]) (helo caf?"
       "?) by"},
      {"under_score", "from under_score ([192.0.2.1]) by"},
  };
  for (const auto& [name, text] : rows) {
    Trace trace = example();
    trace.reception.client_name = name;
    EXPECT_NE(to_header(trace).find("Received: " + text), std::string::npos) << to_header(trace);
  }
}

TEST(TraceTest, ShowsItsOwnPeerAndTheForwardedClientInAComment) {
  Trace trace = example();
  trace.reception.forwarded = {"mail.example.org", "IPv6:2001:db8::7", "[192.0.2.9]", "4XyZ1b"};
  EXPECT_NE(to_header(trace).find(
                "Received: from client.example ([192.0.2.1]) (for mail.example.org\n"
                "\t[IPv6:2001:db8::7] helo [192.0.2.9]) by mx.example.net with LMTP\n"
                "\tid 01ARYZ6S410000000000000000 (queue id 4XyZ1b) for <sales@example.net>;\n"
                "\tSat, 21 Nov 2026 19:22:33 +0000\n"),
            std::string::npos)
      << to_header(trace);
}

TEST(TraceTest, NamesTheForwardedClientAsFarAsItIsKnown) {
  const std::vector<std::pair<ForwardedClient, std::string>> rows = {
      {{"", "", "", "4XyZ"}, "([192.0.2.1]) by mx"},
      {{"", "192.0.2.7", "", ""}, "(for unknown [192.0.2.7]) by mx"},
      {{"", "", "x.example", ""}, "(for unknown helo x.example) by mx"},
      {{"x.example", "", "", ""}, "(for x.example) by mx"},
      {{"x) by evil.example (", "", "", ""}, "(for x\\) by evil.example \\() by mx"},
      {{"x\\", "", "", ""}, "(for x\\\\) by mx"},
  };
  for (const auto& [client, text] : rows) {
    Trace trace = example();
    trace.reception.forwarded = client;
    std::string header = to_header(trace);
    for (auto fold = header.find("\n\t"); fold != std::string::npos; fold = header.find("\n\t")) {
      header.replace(fold, 2, " ");
    }
    EXPECT_NE(header.find(text), std::string::npos) << header;
  }
}

TEST(TraceTest, SaysWhichTlsTheMessageCameThrough) {
  Trace trace = example();
  trace.reception.protocol = "LMTPS";
  trace.reception.tls = "TLSv1.3 with cipher TLS_AES_256_GCM_SHA384";
  trace.reception.client_address.clear();
  EXPECT_EQ(lines_of(to_header(trace)).at(3),
            "Received: from client.example by mx.example.net with LMTPS");
  EXPECT_EQ(lines_of(to_header(trace)).at(4),
            "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384)");
}

TEST(TraceTest, PutsTheSendersOwnRecipientIntoXOriginalTo) {
  Trace trace = example();
  trace.original_recipient = "Sales+Team@example.com";
  const std::string header = to_header(trace);
  EXPECT_NE(header.find("\nX-Original-To: Sales+Team@example.com\n"), std::string::npos) << header;
  EXPECT_NE(header.find("for <sales@example.net>"), std::string::npos) << header;
}

TEST(TransmissionTypeTest, IsTheNameThatIanaHasForIt) {
  struct Row {
    Transmission transmission;
    const char* type;
  };
  const Row rows[] = {
      {{.lmtp = true}, "LMTP"},
      {{.lmtp = true, .encrypted = true}, "LMTPS"},
      {{.lmtp = true, .authenticated = true}, "LMTPA"},
      {{.lmtp = true, .encrypted = true, .authenticated = true}, "LMTPSA"},
      {{.lmtp = true, .utf8 = true}, "UTF8LMTP"},
      {{.lmtp = true, .utf8 = true, .encrypted = true}, "UTF8LMTPS"},
      {{.lmtp = true, .utf8 = true, .authenticated = true}, "UTF8LMTPA"},
      {{.lmtp = true, .utf8 = true, .encrypted = true, .authenticated = true}, "UTF8LMTPSA"},
      {{.extended = false}, "SMTP"},
      {{.extended = false, .encrypted = true}, "SMTP"},
      {{}, "ESMTP"},
      {{.encrypted = true}, "ESMTPS"},
      {{.authenticated = true}, "ESMTPA"},
      {{.encrypted = true, .authenticated = true}, "ESMTPSA"},
      {{.utf8 = true}, "UTF8SMTP"},
      {{.utf8 = true, .encrypted = true}, "UTF8SMTPS"},
      {{.utf8 = true, .authenticated = true}, "UTF8SMTPA"},
      {{.utf8 = true, .encrypted = true, .authenticated = true}, "UTF8SMTPSA"},
  };
  for (const Row& row : rows) EXPECT_EQ(transmission_type(row.transmission), row.type);
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
  trace.original_recipient = std::string(5000, 'o');
  trace.reception.forwarded = {std::string(4000, '('), std::string(4000, '1'),
                               std::string(4000, '\\'), std::string(4000, 'q')};
  for (const std::string& line : lines_of(to_header(trace))) EXPECT_LE(line.size(), 998U);
}

TEST(TraceTest, NeverStartsALineThatTheClientHasWritten) {
  Trace trace = example();
  trace.reception.client_name = "evil\r\nDelivered-To: bob@example.net\n\nbody";
  trace.original_to = "\"a\nX: b\"@x";
  trace.original_recipient = "a@x\r\nX: c";
  trace.reception.forwarded = {"a\nX: d", "1\r\nX: e", "h\n\nbody", "q\rX: f\n"};
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
