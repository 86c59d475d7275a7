// log_in_desk.h: where log-ins are answered, on workers of their own: hashing takes long and much
// memory, and must not keep deliveries waiting.
//
// Whoever has failed before waits first (failed_log_ins.h), which holds up nobody else. When as
// many log-ins wait for a worker as may, the next one is told to try again later.
//
// Threads     one: the event loop's
// Errors      class 4 outcomes: 4.7.0, with the reason in the detail
// Source      RFC 4954 §6 (454)
#pragma once

#include "lmtpd/protocol/event.h"
#include "lmtpd/server/failed_log_ins.h"
#include "lmtpd/server/peer.h"
#include "lmtpd/server/server.h"
#include "lmtpd/server/worker_pool.h"
#include "mailbox/outcome.h"

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>

#include <list>

namespace lmtp {

class LogInDesk {
 public:
  // `settings` and `seams` outlive it.
  LogInDesk(asio::any_io_executor executor, const ServerSettings& settings,
            const ServerSeams& seams);

  // Also writes the log line, which never has the password.
  [[nodiscard]] asio::awaitable<mailbox::Outcome> answer(const LogInOffered& log_in,
                                                         const Peer& peer);

  // From now on nobody waits, and nobody is let in.
  void end();

 private:
  [[nodiscard]] asio::awaitable<void> wait(FailedLogIns::Delay delay);
  [[nodiscard]] asio::awaitable<mailbox::Outcome> ask(const LogInOffered& log_in);

  asio::any_io_executor executor_;
  const ServerSettings& settings_;
  const ServerSeams& seams_;
  FailedLogIns failures_;
  std::list<asio::steady_timer*> waiting_;  // each lives in the frame of its wait()
  bool ended_ = false;
  WorkerPool pool_;  // last, so that its threads end first
};

}  // namespace lmtp
