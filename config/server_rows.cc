#include "config/setting_access.h"
#include "config/setting_rows.h"

namespace config {

std::vector<Setting> place_rows() {
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

std::vector<Setting> server_rows() {
  return {
      row("listen", kLmtpd, "SPEC",
          "lmtp:unix:ROOT/run/lmtp.sock, or lmtp:unix:/run/finalhop/lmtp.sock without --root",
          "Where to listen: lmtp:unix:PATH[,mode=M][,owner=U][,group=G] or lmtp:ADDRESS:PORT, with "
          "smtp, lmtps or smtps for lmtp; ,allow=PEER behind it says who may deliver. May be given "
          "several times.",
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
      row("log-level", kLmtpd, "LEVEL", "info",
          "The least important lines that are logged: debug, info, warn or error.",
          one_of(&Settings::log_level, {"debug", "info", "warn", "error"})),
      row("usage-exit-status", kDeliver, "75|64", "75",
          "The exit status for wrong usage; most callers bounce the message on 64.",
          one_of(&Settings::usage_exit_status, {"75", "64"})),
  };
}

}  // namespace config
