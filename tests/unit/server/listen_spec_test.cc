#include "lmtpd/server/listen_spec.h"

#include <gtest/gtest.h>

namespace {

using lmtp::ListenSpec;
using lmtp::TcpPlace;
using lmtp::UnixPlace;

TEST(ListenSpecTest, ReadsPlaces) {
  struct Row {
    const char* text;
    ListenSpec spec;
  };
  const std::string longest = "/" + std::string(106, 'x');
  const std::string longest_text = "lmtp:unix:" + longest;
  const Row rows[] = {
      {"lmtp:unix:/run/x.sock", {UnixPlace{"/run/x.sock", {}, {}, {}}}},
      {"lmtp:unix:/run/x.sock,mode=0666", {UnixPlace{"/run/x.sock", 0666, {}, {}}}},
      {"lmtp:unix:/a,mode=600,owner=mail,group=8", {UnixPlace{"/a", 0600, "mail", "8"}}},
      {"lmtp:unix:/a,group=postfix", {UnixPlace{"/a", {}, {}, "postfix"}}},
      {"lmtp:unix:/with:colon", {UnixPlace{"/with:colon", {}, {}, {}}}},
      {longest_text.c_str(), {UnixPlace{longest, {}, {}, {}}}},
      {"lmtp:127.0.0.1:24", {TcpPlace{"127.0.0.1", false, 24}}},
      {"lmtp:0.0.0.0:65535", {TcpPlace{"0.0.0.0", false, 65535}}},
      {"lmtp:127.0.0.1:0", {TcpPlace{"127.0.0.1", false, 0}}},
      {"lmtp:[::1]:24", {TcpPlace{"::1", true, 24}}},
      {"lmtp:[2001:db8::25]:2400", {TcpPlace{"2001:db8::25", true, 2400}}},
  };
  for (const Row& row : rows) {
    const auto spec = lmtp::parse_listen_spec(row.text);
    ASSERT_TRUE(spec) << row.text << ": " << spec.error().text;
    EXPECT_EQ(*spec, row.spec) << row.text;
  }
}

TEST(ListenSpecTest, RefusesWhatIsNoPlaceAndSaysWhy) {
  struct Row {
    const char* text;
    const char* problem;  // how it begins
  };
  const std::string too_long = "lmtp:unix:/" + std::string(107, 'x');
  const Row rows[] = {
      {"", "names no protocol"},
      {"/run/x.sock", "names no protocol"},
      {"unix:/run/x.sock", "names no protocol"},
      {"smtp:127.0.0.1:2500", "names no protocol"},
      {"lmtp:", "names no place"},
      {"lmtp:unix:", "needs the absolute path"},
      {"lmtp:unix:run/x.sock", "needs the absolute path"},
      {"lmtp:unix:/run/", "needs the absolute path"},
      {too_long.c_str(), "has a path of 108 octets; a UNIX socket's path has at most 107"},
      {"lmtp:unix:/a,mode=0888", "has a mode"},
      {"lmtp:unix:/a,mode=01777", "has a mode"},
      {"lmtp:unix:/a,mode=", "has no value for its option `mode`"},
      {"lmtp:unix:/a,mode", "has no value for its option `mode`"},
      {"lmtp:unix:/a,user=x", "has an unknown option `user`"},
      {"lmtp:unix:/a,", "has an unknown option ``"},
      {"lmtp:127.0.0.1", "needs a port"},
      {"lmtp:[::1]", "needs a port"},
      {"lmtp:24", "needs a port"},
      {"lmtp:localhost:24", "has no IP address in `localhost`"},
      {"lmtp::24", "has no IP address in ``"},
      {"lmtp:*:24", "has no IP address in `*`"},
      {"lmtp:::1:24", "has no IP address in `::1`"},
      {"lmtp:[127.0.0.1]:24", "has no IP address in `[127.0.0.1]`"},
      {"lmtp:127.0.0.1:lmtp", "has no port in `lmtp`"},
      {"lmtp:127.0.0.1:", "has no port in ``"},
      {"lmtp:127.0.0.1:65536", "has no port in `65536`"},
      {"lmtp:127.0.0.1:-1", "has no port in `-1`"},
      {"lmtp:127.0.0.1:25", "names port 25"},
      {"lmtp:[::1]:25", "names port 25"},
  };
  for (const Row& row : rows) {
    const auto spec = lmtp::parse_listen_spec(row.text);
    ASSERT_FALSE(spec) << row.text;
    EXPECT_EQ(spec.error().text.rfind(row.problem, 0), 0u) << row.text << ": " << spec.error().text;
    EXPECT_EQ(spec.error().status, mailbox::status::kMisconfigured);
  }
}

TEST(ListenSpecTest, PrintsWhatItReads) {
  for (const char* text : {"lmtp:unix:/run/x.sock", "lmtp:127.0.0.1:24", "lmtp:[::1]:24"}) {
    EXPECT_EQ(to_string(lmtp::parse_listen_spec(text).value()), text);
  }
}

TEST(ListenSpecTest, KnowsWhatOtherHostsCanReach) {
  for (const char* text :
       {"lmtp:unix:/run/x.sock", "lmtp:127.0.0.1:24", "lmtp:127.8.0.1:24", "lmtp:[::1]:24"}) {
    EXPECT_TRUE(is_local(lmtp::parse_listen_spec(text).value())) << text;
  }
  for (const char* text :
       {"lmtp:0.0.0.0:24", "lmtp:192.0.2.1:24", "lmtp:[::]:24", "lmtp:[2001:db8::1]:24"}) {
    EXPECT_FALSE(is_local(lmtp::parse_listen_spec(text).value())) << text;
  }
}

}  // namespace
