// site.h: what the settings say, opened: the database for editing, the paths of mailboxes.
#pragma once

#include "config/settings.h"
#include "mailbox/directory_editor.h"
#include "mailbox/mail_root.h"

#include <string>

namespace mailboxctl {

// For every command but init: a database that is missing is not made.
[[nodiscard]] mailbox::Result<mailbox::DirectoryEditor> open_editor(
    const config::Settings& settings);

// Tells where mailboxes lie, by the settings; touches no file.
class MailboxPaths {
 public:
  [[nodiscard]] static mailbox::Result<MailboxPaths> of(const config::Settings& settings);
  // Absolute.
  [[nodiscard]] mailbox::Result<std::string> path_of(const mailbox::MailboxRecord& record) const;

 private:
  explicit MailboxPaths(mailbox::MailRootSettings settings) : settings_(std::move(settings)) {}
  mailbox::MailRootSettings settings_;
};

// An argument as an address, in any script.
[[nodiscard]] mailbox::Result<mailbox::Address> parse_argument(const std::string& argument);

}  // namespace mailboxctl
