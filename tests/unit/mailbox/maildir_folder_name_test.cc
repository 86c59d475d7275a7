#include "mailbox/maildir.h"

#include <gtest/gtest.h>

namespace mailbox {
namespace {

TEST(MaildirFolderNameTest, IsTheNameOnTheDisk) {
  struct Row {
    std::string_view given;
    std::string_view name;
  };
  const std::string longest(254, 'x');
  const Row rows[] = {
      // the inbox
      {"", ""},
      {"INBOX", ""},
      {"inbox", ""},
      {"InBoX", ""},
      // ASCII stands for itself
      {"Lists", "Lists"},
      {"Junk Mail", "Junk Mail"},
      {"a~b{c}", "a~b{c}"},
      {"tmp", "tmp"},
      {"Inboxes", "Inboxes"},
      {longest, longest},
      // levels
      {"Lists/cxx", "Lists.cxx"},
      {"Lists.cxx", "Lists.cxx"},
      {"a/b.c/d", "a.b.c.d"},
      {"INBOX/Sub", "INBOX.Sub"},
      // modified UTF-7
      {"R&D", "R&-D"},
      {"&", "&-"},
      {"Entwürfe", "Entw&APw-rfe"},
      {"Gelöscht/Müll", "Gel&APY-scht.M&APw-ll"},
      {"~peter/mail/台北/日本語", "~peter.mail.&U,BTFw-.&ZeVnLIqe-"},  // RFC 3501 §5.1.3
      {"☺!", "&Jjo-!"},
      {"😀", "&2D3eAA-"},
      {"é&é", "&AOk-&-&AOk-"},
  };
  for (const Row& row : rows) {
    const auto name = maildir_folder_name(row.given);
    ASSERT_TRUE(name) << row.given << ": " << name.error().text;
    EXPECT_EQ(*name, row.name) << row.given;
  }
}

TEST(MaildirFolderNameTest, RefusesWhatWouldLeaveTheMaildirOrNameItsParts) {
  const std::string too_long(255, 'x');
  std::string too_long_encoded;
  for (int character = 0; character < 100; ++character) too_long_encoded += "ü";
  const std::string_view rows[] = {
      // empty levels
      ".", "..", "/", "./", "../x", "a/../b", "/etc", "a//b", "a..b", "a/", "a.", "/a", ".a",
      // control characters
      std::string_view("a\0b", 3), "a\nb", "a\x7f", "a\xc2\x85", "\t",
      // not UTF-8
      "\xff", "a\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
      // too long
      too_long, too_long_encoded};
  for (const std::string_view row : rows) {
    const auto name = maildir_folder_name(row);
    ASSERT_FALSE(name) << row << " became " << *name;
    EXPECT_EQ(to_string(name.error().status), "5.1.3") << row;
  }
}

}  // namespace
}  // namespace mailbox
