#include "dialogs/live_site.h"

#include "dialogs/fixture.h"
#include "dialogs/live_program.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace dialogs {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTcpListener = "listening on lmtp:127.0.0.1:";

void check(bool good, const std::string& operation) {
  if (!good) throw std::system_error(errno, std::generic_category(), operation);
}

int connect_to(int family, const sockaddr* address, socklen_t size) {
  const int descriptor = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  check(descriptor >= 0, "socket");
  check(::connect(descriptor, address, size) == 0, "connect");
  return descriptor;
}

std::string make_folder() {
  std::string name = fs::temp_directory_path() / "lmtpd.XXXXXX";
  check(::mkdtemp(name.data()) != nullptr, "mkdtemp " + name);
  return name;
}

std::string maildir_of(std::string_view address) {
  const auto at = address.find('@');
  return std::string(address.substr(at + 1)) + "/" + std::string(address.substr(0, at)) +
         "/Maildir";
}

}  // namespace

LiveSite::LiveSite(const std::vector<Setting>& settings)
    : settings_(settings), root_(make_folder()) {
  make_fixture();
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

int LiveSite::connect_unix() const {
  const std::string path = root_ + "/run/lmtp.sock";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(path.begin(), path.end(), address.sun_path);
  return connect_to(AF_UNIX, reinterpret_cast<sockaddr*>(&address), sizeof address);
}

int LiveSite::connect_tcp() const {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port_));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return connect_to(AF_INET, reinterpret_cast<sockaddr*>(&address), sizeof address);
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

void LiveSite::make_fixture() const {
  mailboxctl({"init"});
  mailboxctl({"domain", "add", std::string(kDomain)});
  for (const FixtureMailbox& mailbox : kMailboxes) {
    mailboxctl({"user", "add", std::string(mailbox.address)});
    if (mailbox.kind == MailboxKind::kDisabled) {
      mailboxctl({"user", "disable", std::string(mailbox.address)});
    }
    if (mailbox.kind == MailboxKind::kBroken) {
      const fs::path path = fs::path(root_) / "mail" / maildir_of(mailbox.address);
      fs::create_directories(path.parent_path());
      std::ofstream(path) << "a file where a folder is due\n";
    }
  }
  for (const FixtureAlias& alias : kAliases) {
    std::vector<std::string> words = {"alias", "add", std::string(alias.address)};
    for (const std::string_view target : alias.targets) {
      if (!target.empty()) words.emplace_back(target);
    }
    mailboxctl(words);
  }
}

void LiveSite::mailboxctl(const std::vector<std::string>& words) const {
  std::vector<std::string> command = {FINALHOP_MAILBOXCTL, "--root", root_};
  command.insert(command.end(), words.begin(), words.end());
  const Finished finished = run_to_end(command, root_);
  if (finished.status != 0) {
    throw std::runtime_error("mailboxctl " + words[0] + " failed: " + finished.errors);
  }
}

void LiveSite::start() {
  log_.clear();
  std::array<int, 2> log_pipe{};
  check(::pipe2(log_pipe.data(), O_CLOEXEC) == 0, "pipe");
  log_descriptor_ = log_pipe[0];
  std::vector<std::string> command = {FINALHOP_LMTPD,
                                      "--root",
                                      root_,
                                      "--host-name",
                                      "mx.example.net",
                                      "--listen",
                                      "lmtp:unix:" + root_ + "/run/lmtp.sock",
                                      "--listen",
                                      "lmtp:127.0.0.1:0"};
  for (const Setting& setting : settings_) {
    command.insert(command.end(), {"--set", setting.name + "=" + setting.value});
  }
  server_ = spawn(command, log_pipe[1]);
  ::close(log_pipe[1]);
  wait_for_log(" started");
  const auto tcp = log_.find(kTcpListener);
  if (tcp == std::string::npos) throw std::runtime_error("lmtpd names no port: " + log_);
  port_ = std::stoi(log_.substr(tcp + kTcpListener.size()));
}

// False: the server has closed its log.
bool LiveSite::read_log() {
  std::array<char, 4096> buffer{};
  const ssize_t octets = ::read(log_descriptor_, buffer.data(), buffer.size());
  if (octets <= 0) return false;
  log_.append(buffer.data(), static_cast<std::size_t>(octets));
  return true;
}

}  // namespace dialogs
