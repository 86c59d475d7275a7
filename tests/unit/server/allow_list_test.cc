#include "lmtpd/server/allow_list.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace {

using lmtp::Admission;
using lmtp::AllowList;
using lmtp::Peer;
using lmtp::PeerPattern;

constexpr uid_t kPostfix = 104;

Peer peer_at(const char* address) {
  Peer peer = lmtp::peer_behind_proxy(mailbox::parse_ip_address(address).value());
  peer.told_by_proxy = false;
  return peer;
}

Peer unix_peer(uid_t uid) {
  return {"unix", "", std::nullopt, lmtp::LocalProcess{uid, 4711}, false};
}

AllowList list_of(const std::vector<const char*>& texts) {
  AllowList list;
  for (const char* text : texts) list.add(PeerPattern::parse(text).value());
  return list;
}

TEST(PeerPatternTest, MatchesThePeersThatItNames) {
  struct Row {
    const char* pattern;
    bool ipv4;  // 192.0.2.1
    bool ipv6;  // 2001:db8::1
    bool postfix;
    bool root;
  };
  const Row rows[] = {
      {"192.0.2.0/24", true, false, false, false},  {"192.0.2.1", true, false, false, false},
      {"192.0.3.0/24", false, false, false, false}, {"2001:db8::/32", false, true, false, false},
      {"0.0.0.0/0", true, false, false, false},     {"::/0", false, true, false, false},
      {"unix", false, false, true, true},           {"uid:104", false, false, true, false},
      {"uid:root", false, false, false, true},      {"uid:0", false, false, false, true},
      {"certificate", false, false, false, false},  {"auth", false, false, false, false},
  };
  for (const Row& row : rows) {
    const auto pattern = PeerPattern::parse(row.pattern);
    ASSERT_TRUE(pattern) << row.pattern << ": " << pattern.error().text;
    EXPECT_EQ(pattern->text(), row.pattern);
    EXPECT_EQ(pattern->matches(peer_at("192.0.2.1")), row.ipv4) << row.pattern;
    EXPECT_EQ(pattern->matches(peer_at("2001:db8::1")), row.ipv6) << row.pattern;
    EXPECT_EQ(pattern->matches(unix_peer(kPostfix)), row.postfix) << row.pattern;
    EXPECT_EQ(pattern->matches(unix_peer(0)), row.root) << row.pattern;
  }
}

TEST(PeerPatternTest, RefusesWhatNamesNobodyAndSaysWhy) {
  struct Row {
    const char* text;
    const char* problem;  // how it begins
  };
  const Row rows[] = {
      {"", "names no peer in ``"},
      {"any", "names no peer in `any`"},
      {"UNIX", "names no peer in `UNIX`"},
      {"uid:", "names no user behind uid:"},
      {"uid:no-such-user", "names nobody in `uid:no-such-user`: there is no user"},
      {"uid:-1", "names nobody in `uid:-1`"},
      {"uid", "names no peer in `uid`"},
      {"mail.example.net", "has no IP address in `mail.example.net`"},
      {"192.0.2.1/24", "has address bits behind its prefix"},
      {"[2001:db8::1]", "has no IP address in `[2001:db8::1]`"},
  };
  for (const Row& row : rows) {
    const auto pattern = PeerPattern::parse(row.text);
    ASSERT_FALSE(pattern) << row.text;
    EXPECT_EQ(pattern.error().text.rfind(row.problem, 0), 0U) << pattern.error().text;
  }
}

TEST(AllowListTest, EmptyListAdmitsWhoeverCanConnect) {
  EXPECT_EQ(AllowList().admission_of(peer_at("127.0.0.1")), Admission());
  EXPECT_EQ(AllowList().admission_of(unix_peer(kPostfix)), Admission());
}

TEST(AllowListTest, EmptyListAdmitsNobodyFromAnotherHostBehindAProxy) {
  Peer peer = lmtp::peer_behind_proxy(mailbox::parse_ip_address("192.0.2.1").value());
  EXPECT_FALSE(AllowList().admission_of(peer).possible());
  EXPECT_TRUE(list_of({"192.0.2.0/24"}).admission_of(peer).at_once);
  peer = lmtp::peer_behind_proxy(mailbox::parse_ip_address("127.0.0.1").value());
  EXPECT_TRUE(AllowList().admission_of(peer).at_once);
}

TEST(AllowListTest, AdmitsWhoIsListedAndKeepsTheDoorForOthers) {
  const AllowList networks = list_of({"192.0.2.0/24", "2001:db8::/32"});
  EXPECT_EQ(networks.admission_of(peer_at("192.0.2.1")), Admission());
  EXPECT_EQ(networks.admission_of(peer_at("2001:db8::9")), Admission());
  EXPECT_FALSE(networks.admission_of(peer_at("198.51.100.1")).possible());
  EXPECT_FALSE(networks.admission_of(unix_peer(0)).possible());

  const AllowList doors = list_of({"192.0.2.0/24", "certificate", "auth"});
  EXPECT_EQ(doors.admission_of(peer_at("198.51.100.1")),
            (Admission{.at_once = false, .by_certificate = true, .by_log_in = true}));
  EXPECT_EQ(doors.admission_of(peer_at("192.0.2.1")),
            (Admission{.at_once = true, .by_certificate = true, .by_log_in = true}));
  EXPECT_EQ(list_of({"auth"}).admission_of(unix_peer(0)),
            (Admission{.at_once = false, .by_certificate = false, .by_log_in = true}));
}

TEST(PeerTest, OfASocketPairIsThisProcess) {
  std::array<int, 2> sockets{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.data()), 0);
  const Peer peer = lmtp::peer_of(sockets[0]);
  ASSERT_TRUE(peer.process);
  EXPECT_EQ(peer.process->uid, ::getuid());
  EXPECT_EQ(peer.process->pid, ::getpid());
  EXPECT_EQ(peer.address, "");
  for (const int socket : sockets) ::close(socket);
}

TEST(PeerTest, OfWhatIsNoSocketIsWhoStartedUs) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const Peer peer = lmtp::peer_of(pipe[0]);
  ASSERT_TRUE(peer.process);
  EXPECT_EQ(peer.process->uid, ::getuid());
  EXPECT_EQ(peer.process->pid, ::getppid());
  EXPECT_EQ(pattern_for(peer), "uid:" + std::to_string(::getuid()));
  for (const int end : pipe) ::close(end);
}

}  // namespace
