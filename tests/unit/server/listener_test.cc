#include "lmtpd/server/tcp_listener.h"
#include "lmtpd/server/unix_listener.h"
#include "unit/server/client.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>
#include <vector>

namespace {

using lmtp::ListeningSocket;
using lmtp::SocketDefaults;
using lmtp::UnixPlace;
using lmtp::testing::Client;
namespace status = mailbox::status;

class UnixListenerTest : public testing::Test {
 protected:
  UnixListenerTest() {
    std::string name = testing::TempDir() + "listener.XXXXXX";
    folder_ = mkdtemp(name.data());
    path_ = folder_ + "/lmtp.sock";
  }
  ~UnixListenerTest() override { std::filesystem::remove_all(folder_); }

  mailbox::Result<ListeningSocket> listen() const {
    return lmtp::listen_unix(UnixPlace{path_, {}, {}, {}}, SocketDefaults{});
  }

  // The socket that a killed server leaves: bound, nobody listens.
  void leave_stale_socket() const {
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path_.begin(), path_.end(), address.sun_path);
    ASSERT_EQ(::bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ::close(descriptor);
  }

  struct stat facts() const {
    struct stat found{};
    EXPECT_EQ(::lstat(path_.c_str(), &found), 0);
    return found;
  }

  std::string folder_;
  std::string path_;
};

TEST_F(UnixListenerTest, MakesTheSocketWithItsModeWhateverTheUmask) {
  const mode_t before = ::umask(0);
  for (const std::uint32_t mode : {0600u, 0660u, 0666u}) {
    const auto socket =
        lmtp::listen_unix(UnixPlace{path_, mode, {}, {}}, SocketDefaults{0640, "", ""});
    ASSERT_TRUE(socket) << socket.error().text;
    EXPECT_EQ(facts().st_mode & 07777, mode);
  }
  ::umask(0777);
  EXPECT_TRUE(lmtp::listen_unix(UnixPlace{path_, 0666, {}, {}}, SocketDefaults{}));
  EXPECT_EQ(::umask(before), 0777u);  // it is put back
}

TEST_F(UnixListenerTest, TakesDefaultsWhereThePlaceSaysNothing) {
  const auto socket = lmtp::listen_unix(UnixPlace{path_, {}, {}, {}},
                                        SocketDefaults{0640, "", std::to_string(::getgid())});
  ASSERT_TRUE(socket);
  EXPECT_EQ(facts().st_mode & 07777, 0640u);
  EXPECT_EQ(facts().st_gid, ::getgid());
}

TEST_F(UnixListenerTest, UnknownOwnerIsMisconfiguredAndLeavesNothing) {
  const auto socket = lmtp::listen_unix(UnixPlace{path_, {}, "no-such-user", {}}, SocketDefaults{});
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().status, status::kMisconfigured);
  EXPECT_EQ(socket.error().text, "there is no user `no-such-user`");
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(UnixListenerTest, SecondServerIsRefused) {
  const auto first = listen();
  ASSERT_TRUE(first);
  const auto second = listen();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().status, status::kNotAccepting);
  EXPECT_EQ(second.error().text, "another server listens on " + path_);
  Client client = Client::connect_unix(path_);  // the first one's is still there
}

TEST_F(UnixListenerTest, StaleSocketIsReplaced) {
  leave_stale_socket();
  const auto socket = listen();
  ASSERT_TRUE(socket) << socket.error().text;
  Client client = Client::connect_unix(path_);
}

TEST_F(UnixListenerTest, OfServersThatStartAtOnceOneWins) {
  leave_stale_socket();
  std::vector<std::optional<mailbox::Result<ListeningSocket>>> sockets(8);
  std::vector<std::thread> servers;
  servers.reserve(sockets.size());
  for (auto& socket : sockets) {
    servers.emplace_back([this, &socket] { socket.emplace(listen()); });
  }
  for (std::thread& server : servers) server.join();
  EXPECT_EQ(std::count_if(sockets.begin(), sockets.end(),
                          [](const auto& socket) { return socket->has_value(); }),
            1);
  Client client = Client::connect_unix(path_);
}

TEST_F(UnixListenerTest, WhatIsNoSocketStays) {
  std::ofstream(path_) << "a letter";
  const auto over_file = listen();
  ASSERT_FALSE(over_file);
  EXPECT_EQ(over_file.error().status, status::kMisconfigured);
  EXPECT_TRUE(std::filesystem::is_regular_file(path_));

  std::filesystem::remove(path_);
  std::filesystem::create_symlink("/nowhere", path_);
  ASSERT_FALSE(listen());
  EXPECT_TRUE(std::filesystem::is_symlink(path_));
}

TEST_F(UnixListenerTest, MissingFolderIsAnError) {
  path_ = folder_ + "/missing/lmtp.sock";
  const auto socket = listen();
  ASSERT_FALSE(socket);
  EXPECT_NE(socket.error().text.find(folder_ + "/missing/"), std::string::npos);
}

TEST_F(UnixListenerTest, ClosingRemovesTheSocket) {
  {
    const auto socket = listen();
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(UnixListenerTest, ClosingRemovesNoSocketOfAnotherServer) {
  auto first = listen();
  ASSERT_TRUE(first);
  std::filesystem::remove(path_);  // as an administrator may
  const auto second = listen();
  ASSERT_TRUE(second);
  {
    const ListeningSocket gone = std::move(*first);
  }
  Client client = Client::connect_unix(path_);
}

TEST(TcpListenerTest, ListensOnOneAddressAndNamesTheFreePort) {
  const auto socket = lmtp::listen_tcp({"127.0.0.1", false, 0});
  ASSERT_TRUE(socket) << socket.error().text;
  const int port = std::get<lmtp::TcpPlace>(socket->place()).port;
  EXPECT_GT(port, 0);
  Client client = Client::connect_tcp("127.0.0.1", port);
}

TEST(TcpListenerTest, PortThatIsTakenIsRefused) {
  const auto first = lmtp::listen_tcp({"127.0.0.1", false, 0});
  ASSERT_TRUE(first);
  const auto second = lmtp::listen_tcp(std::get<lmtp::TcpPlace>(first->place()));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().status, status::kNotAccepting);
}

TEST(TcpListenerTest, Ipv6LeavesThePortOfIpv4Alone) {
  const auto ipv6 = lmtp::listen_tcp({"::1", true, 0});
  ASSERT_TRUE(ipv6) << ipv6.error().text;
  const auto port = std::get<lmtp::TcpPlace>(ipv6->place()).port;
  EXPECT_GT(port, 0);
  EXPECT_EQ(to_string(ipv6->place()), "[::1]:" + std::to_string(port));
}

TEST(TcpListenerTest, AddressThatIsNotOursIsAnError) {
  const auto socket = lmtp::listen_tcp({"192.0.2.1", false, 0});
  ASSERT_FALSE(socket);
  EXPECT_NE(socket.error().text.find("192.0.2.1:0"), std::string::npos);
}

}  // namespace
