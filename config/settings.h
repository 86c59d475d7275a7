// settings.h: all settings of the three programs, as one value.
//
// One INI file serves lmtpd, deliver and mailboxctl; each setting is also a command-line option of
// the programs it concerns. The table in setting_table.cc has name, default and meaning of each,
// and from it come the options, --help, --print-config and the man page's list: a new setting is
// one row there and one field here.
//
// Shape       a plain value, filled by config_file.h and command_line.h; --root moves every path
//             default
// Units       sizes in octets (K, M, G accepted), times in seconds
#pragma once

#include "mailbox/limits.h"

#include <cstdint>
#include <string>
#include <vector>

namespace config {

struct Settings {
  std::string root;          // everything below one folder; default /var/lib/finalhop
  std::string database;      // default ROOT/directory.db
  std::string mail_root;     // default ROOT/mail
  std::string mailbox_path;  // template below mail_root; default %d/%n/Maildir
  std::string spool;         // default ROOT/spool
  std::string host_name;     // default: the machine's name
  std::string default_domain;

  std::vector<std::string> listen;  // lmtpd; default lmtp:unix:ROOT/run/lmtp.sock
  std::string socket_mode;          // of UNIX listeners, octal; default 0660
  std::string socket_owner;
  std::string socket_group;

  std::vector<std::string> disabled_extensions;  // keywords, such as CHUNKING
  std::string size_announcement;                 // number | keyword
  std::string bare_line_feed;                    // refuse | accept
  std::string bare_user_names;                   // refuse | accept
  std::string blank_before_path;                 // refuse | accept
  std::string unparsable_sender;                 // refuse | null
  bool accept_orcpt = false;
  bool answer_vrfy = false;
  bool answer_expn = false;

  std::string tls_certificate;  // files; empty: no TLS
  std::string tls_key;
  std::string tls_minimum_version;     // 1.2 | 1.3
  std::string tls_client_certificate;  // none | optional | required
  std::string tls_client_ca;
  std::vector<std::string> tls_client_fingerprints;  // SHA-256, hexadecimal

  bool auth_required = false;
  bool auth_without_tls = false;

  std::vector<std::string> xclient_from;  // peers: networks, unix, uid:USER
  std::vector<std::string> xforward_from;
  std::vector<std::string> ignore_quota_from;
  std::vector<std::string> proxy_from;

  std::string log_level;  // debug | info | warn | error

  std::string usage_exit_status;  // deliver: 75 | 64

  mailbox::Limits limits;
};

}  // namespace config
