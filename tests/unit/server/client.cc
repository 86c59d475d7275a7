#include "unit/server/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace lmtp::testing {
namespace {

constexpr int kPatienceMilliseconds = 60 * 1000;

void check(bool good, const char* operation) {
  if (!good) throw std::system_error(errno, std::generic_category(), operation);
}

}  // namespace

Client Client::connect_unix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(path.begin(), path.end(), address.sun_path);
  Client client(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  check(::connect(client.descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0,
        "connect");
  return client;
}

Client Client::connect_tcp(const std::string& address, int port) {
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(static_cast<std::uint16_t>(port));
  inet_pton(AF_INET, address.c_str(), &place.sin_addr);
  Client client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  check(::connect(client.descriptor_, reinterpret_cast<sockaddr*>(&place), sizeof place) == 0,
        "connect");
  return client;
}

Client::Client(Client&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), input_(std::move(other.input_)) {}

void Client::send(std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t sent = ::send(descriptor_, octets.data(), octets.size(), MSG_NOSIGNAL);
    check(sent > 0, "send");
    octets.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void Client::send_octet_by_octet(std::string_view octets) {
  for (const char octet : octets) send(std::string_view(&octet, 1));
}

std::string Client::read_line() {
  for (;;) {
    const auto end = input_.find("\r\n");
    if (end != std::string::npos) {
      std::string line = input_.substr(0, end);
      input_.erase(0, end + 2);
      return line;
    }
    if (!read_more()) return "(closed)";
  }
}

std::string Client::read_reply() {
  std::string line = read_line();
  while (line.size() > 3 && line[3] == '-') line = read_line();
  return line;
}

std::string Client::read_all() {
  while (read_more()) {
  }
  return std::exchange(input_, {});
}

void Client::end_input() {
  ::shutdown(descriptor_, SHUT_WR);
}

void Client::close() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

void Client::reset() {
  const linger at_once{1, 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

std::vector<std::string> Client::talk(std::string_view octets, std::size_t replies) {
  send(octets);
  std::vector<std::string> lines;
  lines.reserve(replies);
  for (std::size_t i = 0; i < replies; ++i) lines.push_back(read_reply());
  return lines;
}

bool Client::read_more() {
  pollfd readable{descriptor_, POLLIN, 0};
  if (::poll(&readable, 1, kPatienceMilliseconds) == 0) {
    throw std::runtime_error("the server says nothing; so far: " + input_);
  }
  std::array<char, 4096> buffer{};
  const ssize_t octets = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
  if (octets <= 0) return false;
  input_.append(buffer.data(), static_cast<std::size_t>(octets));
  return true;
}

}  // namespace lmtp::testing
