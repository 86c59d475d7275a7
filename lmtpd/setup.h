// setup.h: from the settings of all programs to what lmtpd is made of.
//
// Errors      a text of one or more lines, each naming the place of the setting that is wrong
#pragma once

#include "config/command_line.h"
#include "lmtpd/server/server.h"
#include "mailbox/mail_root.h"

#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace lmtp {

struct Setup {
  ServerSettings server;
  SocketDefaults sockets;
  std::vector<ListenSpec> listen;
  mailbox::MailRootSettings mail_root;
};

// Checks what config/ cannot know: listeners, the path template, fingerprints. Opens no file.
[[nodiscard]] tl::expected<Setup, std::string> make_setup(const config::CommandLine& line);

// Makes the run and spool folders below a root that somebody chose, so that trying it out needs no
// preparation. The mail root is never made: it might be a disk that is not mounted.
[[nodiscard]] mailbox::Result<void> make_folders(const config::CommandLine& line);

}  // namespace lmtp
