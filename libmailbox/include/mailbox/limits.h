// limits.h: every limit there is, with its unit and its source. All are settings (see config/).
//
// Why here    a limit that lives beside the code it limits is a limit nobody finds
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace mailbox {

struct Limits {
  using seconds = std::chrono::seconds;

  // -- connections (lmtpd) --
  std::size_t connections = 1000;
  std::size_t connections_per_peer = 100;  // per peer address; UNIX sockets count as one peer
  seconds command_idle{300};               // RFC 5321 §4.5.3.2.7: at least 5 minutes
  seconds content_idle{180};               // RFC 5321 §4.5.3.2.5: 3 minutes between octets
  seconds content_grace{60};               // the content rate is not judged before this
  std::uint64_t content_octets_per_second = 500;
  seconds handshake{30};       // of TLS
  seconds proxy_header{5};     // from a proxy, before anything is said
  seconds shutdown_grace{60};  // SIGTERM: how long a running transaction may take
  seconds answer{240};         // after the final dot; clients wait 300 to 600 s

  // -- session --
  std::size_t command_line_octets = 4096;  // RFC 5321 §4.5.3.1.4 asks for 512 at least
  std::size_t log_in_line_octets = 12288;  // RFC 4954 §4: AUTH and the answers to its challenges
  std::size_t discarded_line_octets = 1024 * 1024;  // of a line that was refused as too long
  std::size_t session_errors = 20;
  std::size_t session_log_in_failures = 5;
  std::size_t session_transactions = 1000;
  std::size_t transaction_recipients = 1000;  // RFC 5321 §4.5.3.1.8: at least 100
  std::uint64_t message_octets = 64ULL * 1024 * 1024;

  // -- log-in --
  std::chrono::milliseconds log_in_delay{1000};  // after a failure; doubles with each
  std::chrono::milliseconds log_in_delay_max{30000};
  std::size_t log_in_workers = 2;  // each hash takes 64 MiB while it is computed
  std::size_t log_in_queue = 16;   // log-ins that wait for a worker

  // -- message --
  std::size_t message_memory_octets = 1024 * 1024;                 // above: a spool file
  std::size_t message_memory_octets_total = 128ULL * 1024 * 1024;  // of all messages together
  std::size_t header_received_fields = 50;                         // RFC 5321 §6.3: loops

  // -- directory --
  std::size_t alias_depth = 10;
  std::size_t alias_targets = 1000;
  std::chrono::milliseconds database_busy{5000};  // waiting for another program's lock

  // -- stores --
  std::size_t deliveries_per_mailbox = 4;  // at a time, so that a stuck mailbox takes few workers
  seconds mailbox_wait{60};                // waiting for one of those places, or for a lock
  std::uint64_t free_octets_floor = 64ULL * 1024 * 1024;  // on the mail root

  // -- workers (lmtpd) --
  std::size_t workers = 16;       // blocked in fsync for most of their time
  std::size_t worker_queue = 64;  // jobs that wait; when full, sockets are not read
};

}  // namespace mailbox
