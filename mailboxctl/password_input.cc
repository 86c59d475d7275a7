#include "mailboxctl/password_input.h"

#include "mailbox/password.h"

#include <fmt/format.h>

#include <termios.h>

#include <cstdio>
#include <iostream>

namespace mailboxctl {

namespace {

using mailbox::kPasswordOctetsMax;
using mailbox::Result;

// Keeps a terminal from showing what is typed, while it lives.
class EchoOff {
 public:
  EchoOff() {
    active_ = tcgetattr(fileno(stdin), &before_) == 0;
    if (!active_) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    active_ = tcsetattr(fileno(stdin), TCSAFLUSH, &silent) == 0;
  }
  ~EchoOff() {
    if (active_) tcsetattr(fileno(stdin), TCSAFLUSH, &before_);
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;

  [[nodiscard]] bool active() const { return active_; }

 private:
  termios before_{};
  bool active_ = false;
};

tl::unexpected<mailbox::Error> refuse(std::string text) {
  return mailbox::failure(mailbox::status::kBadParameter, std::move(text));
}

Result<std::string> check(std::string password) {
  if (password.empty()) return refuse("the password is empty: type at least one character");
  if (password.size() > kPasswordOctetsMax) {
    return refuse(fmt::format("the password is longer than {} octets", kPasswordOctetsMax));
  }
  if (password.find('\0') != std::string::npos) return refuse("the password has a NUL octet");
  return password;
}

std::string prompt(const std::string& text) {
  std::cerr << text << std::flush;
  std::string line;
  std::getline(std::cin, line);
  std::cerr << '\n';
  return line;
}

}  // namespace

Result<std::string> read_password_line() {
  std::string line;
  std::getline(std::cin, line);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return check(std::move(line));
}

Result<std::string> ask_password(const std::string& address) {
  const EchoOff echo_off;
  if (!echo_off.active()) {
    return refuse("standard input is no terminal: give the password on it with --stdin");
  }
  auto password = check(prompt(fmt::format("New password for {}: ", address)));
  if (!password) return password;
  if (prompt("Once more: ") != *password) return refuse("the two differ: nothing was changed");
  return password;
}

}  // namespace mailboxctl
