#include "config/setting_table.h"

#include "config/setting_access.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <filesystem>

namespace config {
namespace {

using mailbox::Limits;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kDefaultRoot = "/var/lib/finalhop";
constexpr std::string_view kDefaultListener = "lmtp:unix:/run/finalhop/lmtp.sock";

constexpr Programs kLmtpd = Program::kLmtpd;
constexpr Programs kDeliver = Program::kDeliver;
constexpr Programs kDelivering = kLmtpd | kDeliver;
constexpr Programs kAll = kDelivering | Program::kMailboxctl;

Setting row(std::string_view name, Programs programs, std::string_view placeholder,
            std::string_view default_text, std::string_view meaning, SettingAccess access) {
  return {name,    programs,   placeholder,   default_text,
          meaning, access.set, access.values, access.clear};
}

std::vector<Setting> make_places() {
  return {
      row("root", kAll, "DIR", "/var/lib/finalhop",
          "The folder below which database, mail, spool and socket lie unless they have a path of "
          "their own.",
          path(&Settings::root)),
      row("database", kAll, "FILE", "ROOT/directory.db",
          "The SQLite file with domains, mailboxes and aliases; a relative path is below the root.",
          path(&Settings::database)),
      row("mail-root", kAll, "DIR", "ROOT/mail",
          "The folder below which all mailboxes lie; a relative path is below the root.",
          path(&Settings::mail_root)),
      row("mailbox-path", kAll, "TEMPLATE", "%d/%n/Maildir",
          "Where a mailbox lies below mail-root: %d is its domain, %n its local part, %u both, %% "
          "a percent sign.",
          path(&Settings::mailbox_path)),
      row("spool", kDelivering, "DIR", "ROOT/spool",
          "The folder for messages too large to be held in memory; a relative path is below the "
          "root.",
          path(&Settings::spool)),
      row("host-name", kAll, "NAME", "the machine's name",
          "This host's name, in greetings, Received fields and file names.",
          domain(&Settings::host_name)),
      row("default-domain", kAll, "DOMAIN", "the only domain in the database",
          "The domain of addresses that name none, Postmaster among them.",
          domain(&Settings::default_domain)),
  };
}

std::vector<Setting> make_server_settings() {
  return {
      row("listen", kLmtpd, "SPEC",
          "lmtp:unix:ROOT/run/lmtp.sock, or lmtp:unix:/run/finalhop/lmtp.sock without --root",
          "Where to listen: lmtp:unix:PATH[,mode=M][,owner=U][,group=G] or lmtp:ADDRESS:PORT; may "
          "be given several times.",
          text_list(&Settings::listen)),
      row("socket-mode", kLmtpd, "MODE", "0660",
          "The octal permissions of UNIX sockets that name none.",
          permissions(&Settings::socket_mode)),
      row("socket-owner", kLmtpd, "USER", "",
          "The owner of UNIX sockets that name none; empty: the user that lmtpd runs as.",
          text(&Settings::socket_owner)),
      row("socket-group", kLmtpd, "GROUP", "",
          "The group of UNIX sockets that name none; empty: the group that lmtpd runs as.",
          text(&Settings::socket_group)),
      row("bare-line-feed", kLmtpd, "refuse|accept", "refuse",
          "What becomes of a message with a line feed that no carriage return precedes; accepting "
          "it invites smuggled messages.",
          one_of(&Settings::bare_line_feed, {"refuse", "accept"})),
      row("log-level", kLmtpd, "LEVEL", "info",
          "The least important lines that are logged: debug, info, warn or error.",
          one_of(&Settings::log_level, {"debug", "info", "warn", "error"})),
      row("usage-exit-status", kDeliver, "75|64", "75",
          "The exit status for wrong usage; most callers bounce the message on 64.",
          one_of(&Settings::usage_exit_status, {"75", "64"})),
  };
}

std::vector<Setting> make_connection_limits() {
  return {
      row("max-connections", kLmtpd, "N", "1000",
          "Connections at a time, in all; one more gets 421.", count(&Limits::connections, 1)),
      row("max-connections-per-peer", kLmtpd, "N", "100",
          "Connections at a time from one address; all UNIX sockets' clients count as one.",
          count(&Limits::connections_per_peer, 1)),
      row("command-timeout", kLmtpd, "TIME", "300s",
          "How long a client may be silent before a command, in seconds.",
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
      row("shutdown-timeout", kLmtpd, "TIME", "60s",
          "How long running transactions may take when the server is told to end, in seconds.",
          duration(&Limits::shutdown_grace, seconds(0))),
      row("answer-timeout", kLmtpd, "TIME", "240s",
          "When recipients not yet delivered to get 451 after the end of a message, in seconds.",
          duration(&Limits::answer, seconds(1))),
  };
}

std::vector<Setting> make_message_limits() {
  return {
      row("max-command-line", kLmtpd, "SIZE", "4K",
          "Octets of one command line; a longer one is refused.",
          size(&Limits::command_line_octets, 512, 1024 * 1024)),
      row("max-errors", kLmtpd, "N", "20", "Refused commands in a session before it is ended.",
          count(&Limits::session_errors, 1)),
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

std::vector<Setting> make_store_limits() {
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

std::string machine_name() {
  utsname names{};
  return uname(&names) == 0 && names.nodename[0] != '\0' ? names.nodename : "localhost";
}

// `path` as given, or below `base` when it is relative.
std::string below(const std::string& base, const std::string& path) {
  return (std::filesystem::path(base) / path).lexically_normal().string();
}

}  // namespace

const std::vector<Setting>& setting_table() {
  static const std::vector<Setting> table = [] {
    std::vector<Setting> rows = make_places();
    for (auto make :
         {make_server_settings, make_connection_limits, make_message_limits, make_store_limits}) {
      for (Setting& setting : make()) rows.push_back(std::move(setting));
    }
    return rows;
  }();
  return table;
}

const Setting* find_setting(std::string_view name) {
  const auto& table = setting_table();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Setting& setting) { return setting.name == name; });
  return found == table.end() ? nullptr : &*found;
}

std::vector<std::string> setting_names() {
  std::vector<std::string> names;
  for (const Setting& setting : setting_table()) names.emplace_back(setting.name);
  return names;
}

void complete(Settings& settings, bool root_given) {
  std::error_code ignored;  // without a current folder, relative paths stay as they are
  const std::string here = std::filesystem::current_path(ignored).string();
  if (settings.root.empty()) settings.root = kDefaultRoot;
  settings.root = below(here, settings.root);
  while (settings.root.size() > 1 && settings.root.back() == '/') settings.root.pop_back();

  const auto place = [&](std::string& path, std::string_view name) {
    path = below(settings.root, path.empty() ? std::string(name) : path);
  };
  place(settings.database, "directory.db");
  place(settings.mail_root, "mail");
  place(settings.spool, "spool");
  if (settings.mailbox_path.empty()) settings.mailbox_path = "%d/%n/Maildir";
  if (settings.host_name.empty()) settings.host_name = machine_name();
  if (settings.listen.empty()) {
    settings.listen.push_back(root_given ? fmt::format("lmtp:unix:{}/run/lmtp.sock", settings.root)
                                         : std::string(kDefaultListener));
  }
  if (settings.socket_mode.empty()) settings.socket_mode = "0660";
  if (settings.bare_line_feed.empty()) settings.bare_line_feed = "refuse";
  if (settings.log_level.empty()) settings.log_level = "info";
  if (settings.usage_exit_status.empty()) settings.usage_exit_status = "75";
}

}  // namespace config
