// live_site.h: a running lmtpd on a copy of a fixture.
//
// Owns        its folder and the server; both end with it
// Errors      exceptions, with what lmtpd said
#pragma once

#include "dialogs/live_fixture.h"
#include "dialogs/script.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace dialogs {

class LiveSite {
 public:
  // Starts lmtpd with `settings`; returns when it listens on all transports.
  explicit LiveSite(const LiveFixture& fixture, const std::vector<Setting>& settings = {},
                    Protocol protocol = Protocol::kLmtp);
  LiveSite(const LiveSite&) = delete;
  LiveSite& operator=(const LiveSite&) = delete;
  ~LiveSite();

  // A connected stream socket, which becomes the caller's.
  [[nodiscard]] int connect(Transport transport) const;

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
  [[nodiscard]] std::vector<std::string> command() const;
  [[nodiscard]] std::string protocol_name(Transport transport) const;
  [[nodiscard]] int port(Transport transport) const;
  bool read_log();

  const std::vector<Setting> settings_;
  const Protocol protocol_;
  const CertificateFiles certificate_;
  std::string root_;
  pid_t server_ = -1;
  int log_descriptor_ = -1;
  std::string log_;
};

}  // namespace dialogs
