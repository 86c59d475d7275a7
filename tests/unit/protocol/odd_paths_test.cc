// Paths that parsers have choked on: each is answered, by the reply it deserves, and the session
// goes on. The history is CVE-2020-10967 (RCPT TO:<""> crashed a server), CVE-2020-7046 (cut UTF-8
// made it spin) and CVE-2017-14461 (a bad address leaked memory).
// RFC 5321 §4.1.2, §4.1.3, §4.5.3.1; RFC 6531 §3.3.
#include "lmtpd/protocol/session.h"
#include "unit/protocol/session_record.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lmtp {
namespace {

std::string times(std::size_t count, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

const std::vector<std::string> kGoodPaths = {
    // -- dot strings: every character of an atom --
    "<a@x>",
    "<A.b.C@x>",
    "<!@x>",
    "<#@x>",
    "<$@x>",
    "<%@x>",
    "<&@x>",
    "<'@x>",
    "<*@x>",
    "<+@x>",
    "<-@x>",
    "</@x>",
    "<=@x>",
    "<?@x>",
    "<^@x>",
    "<_@x>",
    "<`@x>",
    "<{@x>",
    "<|@x>",
    "<}@x>",
    "<~@x>",
    "<0@x>",
    "<-a-@x>",
    "<a+b@x>",
    "<a%b@x>",
    "<a!b@x>",
    "<a=b@x>",
    "<a/b@x>",
    // -- quoted strings --
    "<\"\"@x>",
    "<\" \"@x>",
    "<\"a b\"@x>",
    "<\"a@b\"@x>",
    "<\"a>b\"@x>",
    "<\"<>\"@x>",
    "<\"a\\\"b\"@x>",
    "<\"a\\\\b\"@x>",
    "<\"\\a\"@x>",
    "<\"\\ \"@x>",
    "<\"..\"@x>",
    "<\".a\"@x>",
    "<\"a.\"@x>",
    "<\"a,b\"@x>",
    "<\"a:b\"@x>",
    "<\"a;b\"@x>",
    "<\"(a)\"@x>",
    "<\"[a]\"@x>",
    "<\"../../etc\"@x>",
    "<\"|/bin/sh\"@x>",
    "<\"\\>\"@x>",
    // -- domains --
    "<a@x.y>",
    "<a@x-y>",
    "<a@1>",
    "<a@1.2>",
    "<a@x--y>",
    "<a@xn--bcher-kva.example>",
    "<a@x_y>",
    "<a@X.Y.Z>",
    "<a@a.b.c.d.e.f.g.h.i.j>",
    // -- address literals --
    "<a@[192.0.2.1]>",
    "<a@[0.0.0.0]>",
    "<a@[255.255.255.255]>",
    "<a@[IPv6:::]>",
    "<a@[IPv6:::1]>",
    "<a@[IPv6:2001:db8::1]>",
    "<a@[ipv6:2001:db8::1]>",
    "<a@[IPv6:1:2:3:4:5:6:7:8]>",
    "<a@[IPv6:::ffff:192.0.2.1]>",
    "<a@[tag:content]>",
    "<a@[-tag:content]>",
    // -- source routes --
    "<@a:b@x>",
    "<@a,@b:c@x>",
    "<@a.b,@c.d,@e.f:\"g h\"@x>",
    "<" + times(300, "@a,") + "@b:c@x>",
    // -- lengths at their limits --
    "<" + times(64, "a") + "@x>",
    "<" + times(31, "a.") + "aa@x>",
    "<\"" + times(62, "a") + "\"@x>",
    "<a@" + times(63, "b") + ">",
    "<a@" + times(127, "b.") + "b>",
};

const std::vector<std::string> kBadPaths = {
    // -- brackets and blanks --
    "", "<", ">", "><", "<<>>", "<<a@x>>", "<a@x", "a@x>", "a@x", "< >", "< a@x>", "<a@x >",
    "<a @x>", "<a@ x>", "<a@x>>", "<a@x><b@x>", "<a@x>,<b@x>", "(a)<a@x>", "<(a)a@x>", "<a@x(b)>",
    "A <a@x>", "\"A\" <a@x>", "<\ta@x>", "<a\t@x>",
    // -- no local part, no domain --
    "<@>", "<a@>", "<@x>", "<a@@x>", "<a@x@y>", "<@@>", "<@@x>", "<a>b@x>", "<,>", "<:>", "<;>",
    "<.>", "<..>", "<\"\">", "<\"a\">", "<\"\"\"\"@x>", "<a>",
    // -- dots --
    "<.a@x>", "<a.@x>", "<a..b@x>", "<.@x>", "<..@x>", "<a@.x>", "<a@x.>", "<a@x..y>", "<a@.>",
    "<a@..>",
    // -- specials in atoms --
    "<a(b@x>", "<a)b@x>", "<a,b@x>", "<a:b@x>", "<a;b@x>", "<a[b@x>", "<a]b@x>", "<a\\b@x>",
    "<a\\@x>", "<a\"b@x>", "<a\"b\"@x>", "<\"a\"b@x>", "<\"a\".b@x>", "<a.\"b\"@x>",
    "<\"a\"\"b\"@x>", "<\"a\" @x>", "<\"a\"b\"c\"@x>",
    // -- quotes that do not close, and what may not be quoted --
    "<\"@x>", "<\"a@x>", "<\"a\\\"@x>", "<a\"@x>", "<\"a\\", "<\"", "<\"\\", "<\"a\tb\"@x>",
    "<\"a\001b\"@x>", "<\"a\x1b[0m\"@x>", "<\"a\177b\"@x>", "<\"a\\\tb\"@x>", "<\"a\\\x7f\"@x>",
    // -- control characters outside of quotes --
    "<a\x01@x>", "<a\x1b@x>", "<a\x7f@x>", "<a@x\x01>", "<a@\x7fx>",
    // -- domains --
    "<a@-x>", "<a@x->", "<a@x.-y>", "<a@x-.y>", "<a@x y>", "<a@x,y>", "<a@x:25>", "<a@x/y>",
    "<a@!x>", "<a@*>", "<a@\"x\">", "<a@x;y>", "<a@$x>", "<a@(x)>", "<a@#12>",
    // -- address literals --
    "<a@[>", "<a@]>", "<a@[]>", "<a@[x>", "<a@x]>", "<a@[1.2.3]>", "<a@[1.2.3.4.5]>",
    "<a@[1.2.3.256]>", "<a@[1.2.3.]>", "<a@[.1.2.3]>", "<a@[1.2.3.-4]>", "<a@[1.2.3.4]x>",
    "<a@x[1.2.3.4]>", "<a@[1.2.3.4][1.2.3.4]>", "<a@[ 1.2.3.4]>", "<a@[IPv6:]>", "<a@[IPv6::]>",
    "<a@[IPv6:1:2]>", "<a@[IPv6:1:2:3:4:5:6:7:8:9]>", "<a@[IPv6::::]>", "<a@[IPv6:1::2::3]>",
    "<a@[IPv6:12345::]>", "<a@[IPv6:g::]>", "<a@[IPv6:::1%eth0]>", "<a@[IPv6:::1.2.3]>",
    "<a@[::1]>", "<a@[tag:]>", "<a@[:content]>",
    // -- source routes --
    "<@a>", "<@a:>", "<@a:@b:c@x>", "<@a,b:c@x>", "<@a @b:c@x>", "<@:a@x>", "<@a,:b@x>",
    "<@,@a:b@x>", "<a:b@x>", "<@a;b@x>", "<@a:b>", "<@[192.0.2.1]:b>",
    // -- lengths past their limits --
    "<" + times(256, "a") + "@x>", "<" + times(1000, "a") + "@x>",
    "<\"" + times(254, "a") + "\"@x>", "<\"" + times(1000, "\\a") + "\"@x>",
    "<a@" + times(64, "b") + ">", "<a@" + times(1000, "b") + ">", "<a@" + times(128, "b.") + "b>",
    "<a@" + times(500, "b.") + "b>", "<a@[tag:" + times(1000, "b") + "]>",
    "<" + times(1000, "@") + ">", "<" + times(1000, "\"") + ">", "<" + times(1000, "<") + ">",
    "<" + times(1000, "a.") + "@x>", times(1000, ">")};

// Good with SMTPUTF8; without it nothing with an octet above 127 is.
const std::vector<std::string> kGoodUtf8Paths = {
    "<j\xc3\xbcrgen@x>",      "<a@b\303\274cher.example>",
    "<\"j\xc3\xbcrgen \"@x>", "<\xe6\x97\xa5\xe6\x9c\xac@\xe6\x97\xa5\xe6\x9c\xac>",
    "<\xf0\x9f\x93\xac@x>",   "<\xef\xbf\xbd@x>",
    "<a.\xc3\xbc@x>",         "<\xf4\x8f\xbf\xbf@x>",
};

const std::vector<std::string> kBadUtf8Paths = {
    // -- cut --
    "<\xc3@x>",
    "<\xe6\x97@x>",
    "<\xe6@x>",
    "<\xf0\x9f\x93@x>",
    "<a@x\xc3>",
    "<\"\xc3\"@x>",
    "<\xc3>",
    "<a\xc3",
    "<\"a\\\xc3\xbc\"@x>",
    // -- overlong --
    "<\xc0\xaf@x>",
    "<\xc1\xbf@x>",
    "<\xe0\x80\xaf@x>",
    "<\xf0\x80\x80\xaf@x>",
    "<\xc0\x80@x>",
    // -- no characters: surrogates, past the end, lone trail octets, Latin-1, 5 and 6 octets --
    "<\xed\xa0\x80@x>",
    "<\xed\xbf\xbf@x>",
    "<\xf4\x90\x80\x80@x>",
    "<\xf5\x80\x80\x80@x>",
    "<\x80@x>",
    "<\xbf@x>",
    "<\xfc@x>",
    "<\xff@x>",
    "<\xfe\xff@x>",
    "<\xf8\x88\x80\x80\x80@x>",
    "<\xfc\x84\x80\x80\x80\x80@x>",
    "<a@\x80>",
    "<a@\xff>",
    // -- C1 controls --
    "<a\xc2\x80@x>",
    "<a\xc2\x85@x>",
    "<\"\xc2\x9f\"@x>",
    "<a@\xc2\x85>",
};

// The first digits of the replies that the path gets in MAIL and in RCPT, and in a RCPT of
// something ordinary behind it.
std::string answers_to(const std::string& path, bool utf8) {
  const std::string parameter = utf8 ? " SMTPUTF8" : "";
  SessionSettings settings;
  settings.limits.session_errors = 100;
  const std::string input = "LHLO c\r\nMAIL FROM:" + path + parameter +
                            "\r\nRSET\r\nMAIL FROM:<ann@x>" + parameter + "\r\nRCPT TO:" + path +
                            "\r\nRCPT TO:<bob@x>\r\n";
  const SessionRecord record = record_session(settings, {input});
  EXPECT_EQ(record.violations, std::vector<std::string>()) << path;
  EXPECT_EQ(record_session(settings, octet_by_octet(input)).output, record.output) << path;
  std::vector<std::string> replies;
  for (std::size_t at = 0; at < record.output.size(); at = record.output.find("\r\n", at) + 2) {
    if (record.output[at + 3] != '-') replies.push_back(record.output.substr(at, 1));
  }
  if (replies.size() != 7) return "not seven replies: " + record.output;
  return replies[2] + replies[5] + replies[6];
}

void expect_answers(const std::vector<std::string>& paths, bool utf8, const char* answers) {
  for (const std::string& path : paths) EXPECT_EQ(answers_to(path, utf8), answers) << path;
}

TEST(OddPathsTest, GoodOnesAreTaken) {
  expect_answers(kGoodPaths, false, "222");
  expect_answers(kGoodPaths, true, "222");
}

TEST(OddPathsTest, BadOnesAreRefusedForGood) {
  expect_answers(kBadPaths, false, "552");
  expect_answers(kBadPaths, true, "552");
}

TEST(OddPathsTest, NullPathIsASenderAndNoRecipient) {
  EXPECT_EQ(answers_to("<>", false), "252");
}

TEST(OddPathsTest, SendersMayBeLongerThanRecipients) {
  for (const std::string& local_part :
       {times(65, "a"), times(255, "a"), "\"" + times(63, "a") + "\""}) {
    EXPECT_EQ(answers_to("<" + local_part + "@x>", false), "252") << local_part;
  }
}

TEST(OddPathsTest, PostmasterIsARecipientAndNoSender) {
  for (const char* path : {"<Postmaster>", "<postmaster>", "<POSTMASTER>"}) {
    EXPECT_EQ(answers_to(path, false), "522") << path;
  }
}

TEST(OddPathsTest, Utf8IsTakenWithItsParameterOnly) {
  expect_answers(kGoodUtf8Paths, true, "222");
  expect_answers(kGoodUtf8Paths, false, "552");
}

TEST(OddPathsTest, WhatIsNoUtf8IsRefusedForGood) {
  expect_answers(kBadUtf8Paths, true, "552");
  expect_answers(kBadUtf8Paths, false, "552");
}

}  // namespace
}  // namespace lmtp
