#include "lmtpd/server/listen_spec.h"

#include <gtest/gtest.h>

namespace {

using lmtp::Protocol;
using lmtp::TcpPlace;
using lmtp::UnixPlace;

lmtp::Service service_of(Protocol protocol, bool implicit_tls,
                         const std::vector<const char*>& allowed = {}) {
  lmtp::Service service{protocol, implicit_tls, {}};
  for (const char* text : allowed) service.allow.add(lmtp::PeerPattern::parse(text).value());
  return service;
}

TEST(ListenSpecTest, ReadsPlaces) {
  struct Row {
    const char* text;
    lmtp::Place place;
  };
  const std::string longest = "/" + std::string(106, 'x');
  const std::string longest_text = "lmtp:unix:" + longest;
  const Row rows[] = {
      {"lmtp:unix:/run/x.sock", UnixPlace{"/run/x.sock", {}, {}, {}}},
      {"lmtp:unix:/run/x.sock,mode=0666", UnixPlace{"/run/x.sock", 0666, {}, {}}},
      {"lmtp:unix:/a,mode=600,owner=mail,group=8", UnixPlace{"/a", 0600, "mail", "8"}},
      {"smtp:unix:/a,group=postfix", UnixPlace{"/a", {}, {}, "postfix"}},
      {"lmtp:unix:/with:colon", UnixPlace{"/with:colon", {}, {}, {}}},
      {longest_text.c_str(), UnixPlace{longest, {}, {}, {}}},
      {"lmtp:127.0.0.1:24", TcpPlace{"127.0.0.1", false, 24}},
      {"lmtp:127.0.0.1:0", TcpPlace{"127.0.0.1", false, 0}},
      {"lmtp:[::1]:24", TcpPlace{"::1", true, 24}},
      {"smtp:127.0.0.1:25", TcpPlace{"127.0.0.1", false, 25}},
      {"smtps:[::1]:25", TcpPlace{"::1", true, 25}},
      {"lmtp:[2001:db8::25]:2400,allow=2001:db8::/32", TcpPlace{"2001:db8::25", true, 2400}},
      {"lmtp:0.0.0.0:65535,allow=0.0.0.0/0", TcpPlace{"0.0.0.0", false, 65535}},
  };
  for (const Row& row : rows) {
    const auto spec = lmtp::parse_listen_spec(row.text);
    ASSERT_TRUE(spec) << row.text << ": " << spec.error().text;
    EXPECT_EQ(spec->place, row.place) << row.text;
  }
}

TEST(ListenSpecTest, ReadsWhatIsOfferedAndToWhom) {
  struct Row {
    const char* text;
    lmtp::Service service;
  };
  const Row rows[] = {
      {"lmtp:unix:/a", service_of(Protocol::kLmtp, false)},
      {"smtp:unix:/a", service_of(Protocol::kSmtp, false)},
      {"lmtps:127.0.0.1:24", service_of(Protocol::kLmtp, true)},
      {"smtps:127.0.0.1:465", service_of(Protocol::kSmtp, true)},
      {"lmtp:unix:/a,allow=uid:root,mode=0666,allow=unix",
       service_of(Protocol::kLmtp, false, {"uid:0", "unix"})},
      {"smtp:192.0.2.25:25,allow=192.0.2.0/24,allow=2001:db8::/32,allow=certificate,allow=auth",
       service_of(Protocol::kSmtp, false,
                  {"192.0.2.0/24", "2001:db8::/32", "certificate", "auth"})},
      {"lmtp:[::]:24,allow=::ffff:192.0.2.1", service_of(Protocol::kLmtp, false, {"192.0.2.1"})},
      {"lmtp:127.0.0.1:24,allow=127.0.0.2", service_of(Protocol::kLmtp, false, {"127.0.0.2"})},
  };
  for (const Row& row : rows) {
    const auto spec = lmtp::parse_listen_spec(row.text);
    ASSERT_TRUE(spec) << row.text << ": " << spec.error().text;
    EXPECT_EQ(spec->service, row.service) << row.text;
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
      {"imap:127.0.0.1:143", "names no protocol"},
      {"LMTP:127.0.0.1:24", "names no protocol"},
      {"lmtp:", "names no place"},
      {"lmtp:unix:", "needs the absolute path"},
      {"lmtp:unix:run/x.sock", "needs the absolute path"},
      {"lmtp:unix:/run/", "needs the absolute path"},
      {too_long.c_str(), "has a path of 108 octets; a UNIX socket's path has at most 107"},
      {"lmtp:unix:/a,mode=0888", "has a mode"},
      {"lmtp:unix:/a,mode=01777", "has a mode"},
      {"lmtp:unix:/a,mode=", "has no value for its option `mode`"},
      {"lmtp:unix:/a,mode", "has no value for its option `mode`"},
      {"lmtp:unix:/a,", "has an unknown option ``"},
      {"lmtp:unix:/a,mode=0600,", "has an unknown option ``"},
      {"lmtp:unix:/a,,mode=0600", "has an unknown option ``"},
      {"lmtp:127.0.0.1:24,mode=0600", "has the option `mode`, which is for UNIX sockets"},
      {"lmtp:127.0.0.1:24,allow", "has no value for its option `allow`"},
      {"lmtp:127.0.0.1:24,allow=all", "names no peer in `all`"},
      {"lmtp:127.0.0.1:24,allow=192.0.2.1/24", "has address bits behind its prefix"},
      {"lmtp:127.0.0.1:24,allow=unix", "allows `unix`, whom only a UNIX socket can tell"},
      {"lmtp:127.0.0.1:24,allow=uid:0", "allows `uid:0`, whom only a UNIX socket can tell"},
      {"lmtp:unix:/a,user=x", "has an unknown option `user`"},
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
      {"lmtps:127.0.0.1:25", "names port 25"},
  };
  for (const Row& row : rows) {
    const auto spec = lmtp::parse_listen_spec(row.text);
    ASSERT_FALSE(spec) << row.text;
    EXPECT_EQ(spec.error().text.rfind(row.problem, 0), 0u) << row.text << ": " << spec.error().text;
    EXPECT_EQ(spec.error().status, mailbox::status::kMisconfigured);
  }
}

TEST(ListenSpecTest, PrintsWhatItReads) {
  for (const char* text :
       {"lmtp:unix:/run/x.sock", "lmtp:127.0.0.1:24", "lmtp:[::1]:24", "smtp:unix:/run/x.sock",
        "smtps:127.0.0.1:465", "lmtps:[::1]:24",
        "lmtp:unix:/a,mode=0600,owner=mail,group=8,allow=uid:root,allow=unix",
        "smtp:0.0.0.0:25,allow=192.0.2.0/24,allow=2001:db8::/32,allow=certificate,allow=auth"}) {
    EXPECT_EQ(to_string(lmtp::parse_listen_spec(text).value()), text);
  }
}

TEST(ListenSpecTest, PlaceThatOtherHostsReachNeedsAnAllowList) {
  for (const char* text : {"lmtp:0.0.0.0:24", "lmtp:192.0.2.1:24", "lmtp:[::]:24",
                           "smtp:[2001:db8::1]:25", "smtps:0.0.0.0:465"}) {
    const auto spec = lmtp::parse_listen_spec(text);
    ASSERT_FALSE(spec) << text;
    EXPECT_EQ(spec.error().status, mailbox::status::kMisconfigured);
    EXPECT_EQ(spec.error().text.rfind("can be reached from other hosts and names nobody", 0), 0U);
    EXPECT_NE(spec.error().text.find(std::string(text) + ",allow="), std::string::npos)
        << "says what to write: " << spec.error().text;
    for (const char* peer : {"192.0.2.0/24", "certificate", "auth"}) {
      EXPECT_TRUE(lmtp::parse_listen_spec(std::string(text) + ",allow=" + peer)) << peer;
    }
  }
}

TEST(ListenSpecTest, KnowsWhatOtherHostsCanReach) {
  for (const char* text : {"lmtp:unix:/run/x.sock", "lmtp:127.0.0.1:24", "lmtp:127.8.0.1:24",
                           "lmtp:[::1]:24", "lmtp:[0:0:0:0:0:0:0:1]:24"}) {
    EXPECT_TRUE(is_local(lmtp::parse_listen_spec(text).value().place)) << text;
  }
  for (const lmtp::TcpPlace& place :
       {TcpPlace{"0.0.0.0", false, 24}, TcpPlace{"192.0.2.1", false, 24}, TcpPlace{"::", true, 24},
        TcpPlace{"2001:db8::1", true, 24}}) {
    EXPECT_FALSE(is_local(place)) << place.address;
  }
}

}  // namespace
