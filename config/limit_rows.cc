#include "config/setting_access.h"
#include "config/setting_rows.h"

namespace config {

using mailbox::Limits;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::vector<Setting> connection_limit_rows() {
  return {
      row("max-connections", kLmtpd, "N", "1000",
          "Connections at a time, in all; one more gets 421.", count(&Limits::connections, 1)),
      row("max-connections-per-peer", kLmtpd, "N", "100",
          "Connections at a time from one address; all UNIX sockets' clients count as one.",
          count(&Limits::connections_per_peer, 1)),
      row("command-timeout", kLmtpd, "TIME", "300s",
          "How long a client may take for a command, to its line end, in seconds.",
          duration(&Limits::command_idle, seconds(1))),
      row("content-timeout", kLmtpd, "TIME", "180s",
          "How long a client may be silent within a message, in seconds.",
          duration(&Limits::content_idle, seconds(1))),
      row("content-rate-grace", kLmtpd, "TIME", "60s",
          "How long a message may come as slowly as it likes, in seconds.",
          duration(&Limits::content_grace, seconds(1))),
      row("min-content-rate", kLmtpd, "SIZE", "500",
          "The octets per second that a message must make after the grace; 0: any.",
          size(&Limits::content_octets_per_second, 0)),
      row("handshake-timeout", kLmtpd, "TIME", "30s",
          "How long a TLS handshake may take, in seconds.",
          duration(&Limits::handshake, seconds(1))),
      row("proxy-timeout", kLmtpd, "TIME", "5s",
          "How long a proxy may take to send its header, in seconds.",
          duration(&Limits::proxy_header, seconds(1))),
      row("shutdown-timeout", kLmtpd, "TIME", "60s",
          "How long running transactions may take when the server is told to end, in seconds.",
          duration(&Limits::shutdown_grace, seconds(0))),
      row("answer-timeout", kLmtpd, "TIME", "240s",
          "When recipients not yet delivered to get 451 after the end of a message, in seconds.",
          duration(&Limits::answer, seconds(1))),
  };
}

std::vector<Setting> message_limit_rows() {
  return {
      row("max-command-line", kLmtpd, "SIZE", "4K",
          "Octets of one command line; a longer one is refused.",
          size(&Limits::command_line_octets, 512, 1024 * 1024)),
      row("max-auth-line", kLmtpd, "SIZE", "12K",
          "Octets of one line of a log-in; a longer one is refused.",
          size(&Limits::log_in_line_octets, 512, 1024 * 1024)),
      row("max-discarded-line", kLmtpd, "SIZE", "1M",
          "Octets of a line that is too long, before its client is given up.",
          size(&Limits::discarded_line_octets, 0, 1024 * 1024 * 1024)),
      row("max-errors", kLmtpd, "N", "20", "Refused commands in a session before it is ended.",
          count(&Limits::session_errors, 1)),
      row("max-auth-failures", kLmtpd, "N", "5", "Failed log-ins in a session before it is ended.",
          count(&Limits::session_log_in_failures, 1)),
      row("auth-delay", kLmtpd, "TIME", "1s",
          "How long a log-in waits after one that failed from the same address; it doubles with "
          "each failure, and a minute forgives one.",
          duration(&Limits::log_in_delay, milliseconds(0))),
      row("max-auth-delay", kLmtpd, "TIME", "30s",
          "The longest that a log-in waits because of failures before it.",
          duration(&Limits::log_in_delay_max, milliseconds(0))),
      row("auth-workers", kLmtpd, "N", "2",
          "Threads that check passwords; each takes 64 MiB while it does.",
          count(&Limits::log_in_workers, 1, 1024)),
      row("auth-queue", kLmtpd, "N", "16",
          "Log-ins that may wait for such a thread; one more gets 454.",
          count(&Limits::log_in_queue, 1, 1'000'000)),
      row("max-transactions", kLmtpd, "N", "1000", "Transactions in a session before it is ended.",
          count(&Limits::session_transactions, 1)),
      row("max-recipients", kLmtpd, "N", "1000",
          "Recipients of one transaction; one more gets 452.",
          count(&Limits::transaction_recipients, 1)),
      row("max-message-size", kDelivering, "SIZE", "64M",
          "Octets of one message; a larger one is refused.", size(&Limits::message_octets, 1)),
      row("message-memory", kDelivering, "SIZE", "1M",
          "Octets of one message that are held in memory; a larger one goes to a spool file.",
          size(&Limits::message_memory_octets, 0)),
      row("total-message-memory", kDelivering, "SIZE", "128M",
          "Octets of all messages together that are held in memory.",
          size(&Limits::message_memory_octets_total, 0)),
      row("max-received-fields", kDelivering, "N", "50",
          "Received fields in a message; one with more is taken for a loop.",
          count(&Limits::header_received_fields, 1)),
  };
}

std::vector<Setting> store_limit_rows() {
  return {
      row("max-alias-depth", kAll, "N", "10",
          "How many aliases may lead from an address to a mailbox.",
          count(&Limits::alias_depth, 1, 1000)),
      row("max-alias-targets", kAll, "N", "1000",
          "How many addresses the expansion of one address may meet.",
          count(&Limits::alias_targets, 1, 1'000'000)),
      row("database-timeout", kAll, "TIME", "5s",
          "How long to wait for another program's lock on the database, in seconds.",
          duration(&Limits::database_busy, milliseconds(0))),
      row("max-deliveries-per-mailbox", kLmtpd, "N", "4",
          "Deliveries at a time into one mailbox, so that a stuck one takes few workers.",
          count(&Limits::deliveries_per_mailbox, 1)),
      row("mailbox-timeout", kDelivering, "TIME", "60s",
          "How long to wait for a busy mailbox, in seconds.",
          duration(&Limits::mailbox_wait, seconds(0))),
      row("min-free-space", kDelivering, "SIZE", "64M",
          "Octets that must be free on the mail root before a message is taken.",
          size(&Limits::free_octets_floor, 0)),
      row("workers", kLmtpd, "N", "16", "Threads that write mail and read the database.",
          count(&Limits::workers, 1, 1024)),
      row("worker-queue", kLmtpd, "N", "64",
          "Jobs that may wait for a worker; when there are more, clients are not read.",
          count(&Limits::worker_queue, 1, 1'000'000)),
  };
}

}  // namespace config
