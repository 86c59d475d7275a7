#include "lmtpd/server/stdio_bridge.h"

#include "unit/server/client.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace {

using lmtp::StdioBridge;
using lmtp::testing::Client;

// A file that is gone with its descriptor.
int make_file(const std::string& octets) {
  std::FILE* file = std::tmpfile();
  std::fwrite(octets.data(), 1, octets.size(), file);
  std::fflush(file);
  const int descriptor = ::dup(::fileno(file));
  std::fclose(file);
  ::lseek(descriptor, 0, SEEK_SET);
  return descriptor;
}

std::string octets_of(int descriptor) {
  std::string octets;
  std::array<char, 4096> buffer{};
  ::lseek(descriptor, 0, SEEK_SET);
  for (;;) {
    const ssize_t size = ::read(descriptor, buffer.data(), buffer.size());
    if (size <= 0) return octets;
    octets.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

TEST(StdioBridgeTest, CarriesFilesToTheirEnd) {
  const std::string sent(1'000'000, 'x');
  const int input = make_file(sent);
  const int output = make_file("");
  {
    const auto bridge = StdioBridge::open(input, output);
    ASSERT_TRUE(bridge);
    Client session((*bridge)->session_socket());
    EXPECT_EQ(session.read_all(), sent);
    session.send("reply");
  }
  EXPECT_EQ(octets_of(output), "reply");
  ::close(input);
  ::close(output);
}

TEST(StdioBridgeTest, EndsWithTheSessionThoughTheInputDoesNot) {
  std::array<int, 2> input{};
  ASSERT_EQ(::pipe(input.data()), 0);
  const int output = make_file("");
  {
    const auto bridge = StdioBridge::open(input[0], output);
    ASSERT_TRUE(bridge);
    Client session((*bridge)->session_socket());
    session.send("221 bye");
  }
  EXPECT_EQ(octets_of(output), "221 bye");
  for (const int descriptor : {input[0], input[1], output}) ::close(descriptor);
}

TEST(StdioBridgeTest, SessionLearnsThatNobodyListens) {
  std::array<int, 2> input{};
  ASSERT_EQ(::pipe(input.data()), 0);
  const int output = ::open("/dev/full", O_WRONLY);  // whatever is written fails
  {
    const auto bridge = StdioBridge::open(input[0], output);
    ASSERT_TRUE(bridge);
    Client session((*bridge)->session_socket());
    session.send("reply");
    EXPECT_EQ(session.read_all(), "");  // its connection ends
  }
  for (const int descriptor : {input[0], input[1], output}) ::close(descriptor);
}

}  // namespace
