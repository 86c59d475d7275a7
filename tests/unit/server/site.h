// site.h: a Server in this process, with its stores in memory, on a UNIX socket of its own.
//
// Everybody in example.net and slow.example has a mailbox, except `nobody`; those in slow.example
// stand behind the gate. Their password is `secret`.
#pragma once

#include "lmtpd/server/server.h"
#include "mailbox/clock.h"
#include "mailbox/memory_filesystem.h"
#include "unit/server/client.h"
#include "unit/server/gate.h"
#include "unit/server/log_record.h"

#include <spdlog/logger.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace lmtp::testing {

class Site {
 public:
  explicit Site(mailbox::Limits limits = {}, TrustedPeers trusted = {});
  ~Site();  // opens the gate and ends the server

  [[nodiscard]] Client connect() const;      // by the UNIX socket
  [[nodiscard]] Client connect_tcp() const;  // by loopback
  // Connected by a UNIX socket, and has read the greeting.
  [[nodiscard]] Client greeted(Protocol protocol = Protocol::kLmtp) const;
  [[nodiscard]] Client in_transaction(const std::vector<std::string>& recipients,
                                      Protocol protocol = Protocol::kLmtp) const;
  [[nodiscard]] Client in_content(const std::vector<std::string>& recipients,
                                  Protocol protocol = Protocol::kLmtp) const;

  void end() { server_->end(); }
  void wait_until_ended();

  // How many files lie in tmp/ of `user` in example.net.
  [[nodiscard]] std::size_t left_over(const std::string& user) const;
  // The messages of `user` in `domain`, whole.
  [[nodiscard]] std::vector<std::string> messages(const std::string& user,
                                                  const std::string& domain = "example.net") const;

  mailbox::MemoryFilesystem memory;
  Gate gate;
  std::shared_ptr<LogRecord> log = std::make_shared<LogRecord>();
  std::atomic<bool> database_works = true;
  const std::string folder;  // of the socket
  const std::string socket = folder + "/lmtp.sock";
  const std::string smtp_socket = folder + "/smtp.sock";

 private:
  GatedFilesystem filesystem_{memory, gate};
  mailbox::SystemClock clock_;
  spdlog::logger logger_{"lmtpd", log};
  std::optional<mailbox::MailRoot> mail_root_;
  std::optional<Server> server_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace lmtp::testing
