#include "mailbox/header.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace mailbox {
namespace {

HeaderFacts read_whole(std::string_view octets) {
  HeaderReader reader;
  reader.read(octets);
  reader.finish();
  return reader.facts();
}

HeaderFacts read_octet_by_octet(std::string_view octets) {
  HeaderReader reader;
  for (std::size_t at = 0; at < octets.size(); ++at) reader.read(octets.substr(at, 1));
  reader.finish();
  return reader.facts();
}

struct Row {
  std::string text;
  std::size_t received_fields;
  std::vector<std::string> delivered_to;
  std::string message_id;
};

const std::vector<Row> kRows = {
    {"", 0, {}, ""},
    {"\n", 0, {}, ""},
    {"Received: a\nReceived: b\n\nReceived: c\n", 2, {}, ""},
    {"Received: a\r\nDelivered-To: ann@x\r\n\r\nDelivered-To: bob@x\r\n", 1, {"ann@x"}, ""},
    // Names in any case, and the obsolete white space before the colon.
    {"rEcEiVeD: a\nDELIVERED-TO:ann@x\n", 1, {"ann@x"}, ""},
    {"Received : a\nDelivered-To\t: ann@x\n", 1, {"ann@x"}, ""},
    // Names that only begin or end alike.
    {"X-Received: a\nReceived-SPF: b\nX-Delivered-To: ann@x\n", 0, {}, ""},
    // White space and folding.
    {"Delivered-To: \t ann@x \t\n", 0, {"ann@x"}, ""},
    {"Delivered-To:\n ann@x\n\tmore\nSubject: x\n", 0, {"ann@x\tmore"}, ""},
    {"Delivered-To:\r\n ann@x\r\nSubject: x\r\n", 0, {"ann@x"}, ""},
    {"Received: a\n b\n c\nDelivered-To: ann@x\n", 1, {"ann@x"}, ""},
    {"Subject: x\n Delivered-To: ann@x\n Received: a\n", 0, {}, ""},
    {"Delivered-To: \n\n", 0, {""}, ""},
    // Written on top by whoever hands the message over, for this delivery.
    {"Return-Path: <a@x>\r\nDelivered-To: ann@x\r\nReceived: a\r\n", 1, {}, ""},
    {"From a@x\nDelivered-To: ann@x\nReceived: a\nDelivered-To: b@x\n", 1, {"b@x"}, ""},
    {"Delivered-To: ann@x\nReceived: a\nReceived: b\n", 2, {}, ""},
    // Not so: it came back, it is a resent copy of ours, nobody handed it over.
    {"Received: a\nReturn-Path: <a@x>\nDelivered-To: ann@x\nReceived: b\n", 2, {"ann@x"}, ""},
    {"Delivered-To: ann@x\nX-Original-To: b@x\nReceived: a\n", 1, {"ann@x"}, ""},
    {"Subject: x\nDelivered-To: ann@x\nReceived: a\n", 1, {"ann@x"}, ""},
    {"Return-Path: <a@x>\nDelivered-To: ann@x\n\nReceived: a\n", 0, {"ann@x"}, ""},
    // The content ends in the header.
    {"Delivered-To: ann@x", 0, {"ann@x"}, ""},
    {"Delivered-To", 0, {}, ""},
    {"Received:", 1, {}, ""},
    // Several, in their order; the first Message-ID.
    {"Delivered-To: a@x\nDelivered-To: b@x\n", 0, {"a@x", "b@x"}, ""},
    {"Message-ID: <1@x>\nMessage-Id: <2@x>\n", 0, {}, "<1@x>"},
    // What is no field ends the header.
    {"no field here\nReceived: a\n", 0, {}, ""},
    {"Received: a\n: empty name\nReceived: b\n", 1, {}, ""},
    {"Received: a\nRec\xC3\xBC: b\nReceived: c\n", 1, {}, ""},
    {"Received: a\nfoo bar: b\nReceived: c\n", 1, {}, ""},
    // Lines of an mbox do not.
    {"From ann@x Sat Nov 21 19:22:33 2026\nReceived: a\n", 1, {}, ""},
    {">From ann@x Sat Nov 21 19:22:33 2026\nReceived: a\n", 1, {}, ""},
    // A folded line before any field belongs to none.
    {" Received: a\nReceived: b\n", 1, {}, ""},
};

TEST(HeaderReaderTest, SeesTheFieldsThatDecideADelivery) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.text);
    for (const HeaderFacts& facts : {read_whole(row.text), read_octet_by_octet(row.text)}) {
      EXPECT_EQ(facts.received_fields, row.received_fields);
      EXPECT_EQ(facts.delivered_to, row.delivered_to);
      EXPECT_EQ(facts.message_id, row.message_id);
    }
  }
}

TEST(HeaderReaderTest, KeepsBodiesAndListsBounded) {
  std::string text = "Received: c\nDelivered-To: " + std::string(1000000, 'a') + "\n";
  for (int field = 0; field < 200; ++field) text += "Delivered-To: b\nReceived: c\n";
  text += std::string(1000000, 'n') + "\nReceived: d\n";
  const HeaderFacts facts = read_whole(text);
  EXPECT_EQ(facts.delivered_to.size(), HeaderReader::kDeliveredToMax);
  EXPECT_LE(facts.delivered_to.front().size(), HeaderReader::kFieldOctetsMax);
  EXPECT_EQ(facts.received_fields, 202U);
}

TEST(HeaderReaderTest, FindsAFieldThatEndsOnlyAtTheBlankLine) {
  HeaderReader reader;
  reader.read("Delivered-To: ann@x\n");
  reader.read("\n");
  EXPECT_EQ(reader.facts().delivered_to, std::vector<std::string>{"ann@x"});
}

RC_GTEST_PROP(HeaderReaderTest, SeesTheSameWholeAndOctetByOctet, ()) {
  const auto parts =
      *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{
          "Received", "Delivered-To", "Return-Path", "Message-ID", ":", " ", "\t", "\n", "\r\n",
          "\r", "x", "From ", ">From ", "ü", std::string(1, '\0'), std::string(70, 'n')}));
  std::string text;
  for (const std::string& part : parts) text += part;
  const HeaderFacts whole = read_whole(text);
  const HeaderFacts octets = read_octet_by_octet(text);
  RC_ASSERT(whole.received_fields == octets.received_fields);
  RC_ASSERT(whole.delivered_to == octets.delivered_to);
  RC_ASSERT(whole.message_id == octets.message_id);
}

}  // namespace
}  // namespace mailbox
