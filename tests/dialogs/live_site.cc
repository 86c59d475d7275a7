#include "dialogs/live_site.h"

#include "dialogs/fixture.h"
#include "dialogs/live_program.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace dialogs {

namespace {

namespace fs = std::filesystem;

constexpr const char* kLoopback = "127.0.0.1:";
constexpr int kPatienceMilliseconds = 30 * 1000;

void check(bool good, const std::string& operation) {
  if (!good) throw std::system_error(errno, std::generic_category(), operation);
}

int connect_to(int family, const sockaddr* address, socklen_t size) {
  const int descriptor = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  check(descriptor >= 0, "socket");
  check(::connect(descriptor, address, size) == 0, "connect");
  return descriptor;
}

int connect_to_path(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(path.begin(), path.end(), address.sun_path);
  return connect_to(AF_UNIX, reinterpret_cast<sockaddr*>(&address), sizeof address);
}

int connect_to_port(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return connect_to(AF_INET, reinterpret_cast<sockaddr*>(&address), sizeof address);
}

}  // namespace

LiveSite::LiveSite(const LiveFixture& fixture, const std::vector<Setting>& settings,
                   Protocol protocol)
    : settings_(settings),
      protocol_(protocol),
      certificate_(fixture.certificate()),
      root_(make_temporary_folder()) {
  fs::copy(fixture.root(), root_, fs::copy_options::recursive);
  start();
}

LiveSite::~LiveSite() {
  if (server_ > 0) {
    ::kill(server_, SIGKILL);
    static_cast<void>(wait_for(server_));
  }
  if (log_descriptor_ >= 0) ::close(log_descriptor_);
  std::error_code ignored;
  fs::remove_all(root_, ignored);
}

int LiveSite::connect(Transport transport) const {
  if (transport == Transport::kUnix) return connect_to_path(root_ + "/run/lmtp.sock");
  return connect_to_port(port(transport));
}

int LiveSite::stop() {
  signal(SIGTERM);
  return wait_until_ended();
}

void LiveSite::signal(int number) const {
  check(::kill(server_, number) == 0, "kill");
}

int LiveSite::wait_until_ended() {
  while (read_log()) {
  }
  ::close(std::exchange(log_descriptor_, -1));
  return wait_for(std::exchange(server_, -1));
}

void LiveSite::wait_for_log(const std::string& part) {
  while (log_.find(part) == std::string::npos) {
    if (!read_log()) throw std::runtime_error("lmtpd ended without " + part + ": " + log_);
  }
}

std::vector<std::string> LiveSite::messages(const std::string& address) const {
  std::vector<std::string> found;
  for (const char* part : {"new", "cur"}) {
    const fs::path folder = fs::path(root_) / "mail" / maildir_of(address) / part;
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator(folder, missing)) {
      found.push_back(octets_of_file(entry.path()));
    }
  }
  return found;
}

void LiveSite::start() {
  log_.clear();
  std::array<int, 2> log_pipe{};
  check(::pipe2(log_pipe.data(), O_CLOEXEC) == 0, "pipe");
  log_descriptor_ = log_pipe[0];
  server_ = spawn(command(), log_pipe[1]);
  ::close(log_pipe[1]);
  wait_for_log(" started");
}

std::vector<std::string> LiveSite::command() const {
  std::vector<std::string> words = {
      FINALHOP_LMTPD,
      "--root",
      root_,
      "--host-name",
      std::string(kHostName),
      "--tls-certificate",
      certificate_.certificate,
      "--tls-key",
      certificate_.key,
      "--listen",
      protocol_name(Transport::kUnix) + ":unix:" + root_ + "/run/lmtp.sock"};
  for (const Transport transport : {Transport::kTcp, Transport::kTls}) {
    words.insert(words.end(), {"--listen", protocol_name(transport) + ":" + kLoopback + "0"});
  }
  for (const Setting& setting : settings_) {
    words.insert(words.end(), {"--set", setting.name + "=" + setting.value});
  }
  return words;
}

std::string LiveSite::protocol_name(Transport transport) const {
  const std::string name = protocol_ == Protocol::kSmtp ? "smtp" : "lmtp";
  return transport == Transport::kTls ? name + "s" : name;
}

// The system chose it; the log names it.
int LiveSite::port(Transport transport) const {
  const std::string listener = "listening on " + protocol_name(transport) + ":" + kLoopback;
  const auto found = log_.find(listener);
  if (found == std::string::npos) throw std::runtime_error("lmtpd names no port: " + log_);
  return std::stoi(log_.substr(found + listener.size()));
}

// False: the server has closed its log.
bool LiveSite::read_log() {
  pollfd readable{log_descriptor_, POLLIN, 0};
  if (::poll(&readable, 1, kPatienceMilliseconds) == 0) {
    throw std::runtime_error("lmtpd says nothing more: " + log_);
  }
  std::array<char, 4096> buffer{};
  const ssize_t octets = ::read(log_descriptor_, buffer.data(), buffer.size());
  if (octets <= 0) return false;
  log_.append(buffer.data(), static_cast<std::size_t>(octets));
  return true;
}

}  // namespace dialogs
