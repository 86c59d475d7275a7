// live_site.h: the site of fixture.h as a real one: a folder made by mailboxctl, and a running
// lmtpd.
//
// Owns        the folder and the server; both end with it
// Errors      exceptions, with what the programs said
#pragma once

#include "dialogs/script.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace dialogs {

class LiveSite {
 public:
  // Starts lmtpd with `settings`; returns when it listens.
  explicit LiveSite(const std::vector<Setting>& settings = {});
  LiveSite(const LiveSite&) = delete;
  LiveSite& operator=(const LiveSite&) = delete;
  ~LiveSite();

  // Connected stream sockets, which become the caller's.
  [[nodiscard]] int connect_unix() const;
  [[nodiscard]] int connect_tcp() const;

  // Ends the server by SIGTERM and waits for it. Returns its exit status.
  int stop();
  void signal(int number) const;
  int wait_until_ended();  // the exit status, or 128 and the signal
  void start();            // again, after it has ended

  [[nodiscard]] const std::string& log() const { return log_; }  // as far as it was read
  void wait_for_log(const std::string& part);
  [[nodiscard]] const std::string& root() const { return root_; }

  // The files in the mailbox of `address`, whole.
  [[nodiscard]] std::vector<std::string> messages(const std::string& address) const;

 private:
  void make_fixture() const;
  void mailboxctl(const std::vector<std::string>& words) const;
  bool read_log();

  const std::vector<Setting> settings_;
  std::string root_;
  pid_t server_ = -1;
  int log_descriptor_ = -1;
  std::string log_;
  int port_ = 0;
};

}  // namespace dialogs
