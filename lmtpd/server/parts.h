// parts.h: what all connections of a server work with. Made by Server, handed down by reference.
//
// Threads     the event loop's, but for what each part's own header allows to others
#pragma once

#include "lmtpd/server/log_in_desk.h"
#include "lmtpd/server/mailbox_places.h"
#include "lmtpd/server/server.h"
#include "lmtpd/server/tls_source.h"
#include "lmtpd/server/worker_pool.h"
#include "mailbox/message.h"

#include <array>

namespace lmtp {

struct Parts {
  asio::any_io_executor executor;
  const ServerSettings& settings;
  const ServerSeams& seams;
  mailbox::MemoryBudget& memory;
  WorkerPool& pool;
  MailboxPlaces& mailbox_places;
  LogInDesk& log_in_desk;
  const TlsSource& tls;
  // One for all connections: on one thread, only one reads at a time. An idle client needs no
  // buffer.
  std::array<char, 64 * 1024>& read_buffer;
};

}  // namespace lmtp
