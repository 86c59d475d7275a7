#include "mailboxctl/site.h"

#include "mailbox/clock.h"
#include "mailbox/posix_filesystem.h"

#include <fmt/format.h>

namespace mailboxctl {

mailbox::Result<mailbox::DirectoryEditor> open_editor(const config::Settings& settings) {
  return mailbox::DirectoryEditor::open(settings.database,
                                        mailbox::DirectoryEditor::Opening::kExisting,
                                        settings.limits.database_busy);
}

mailbox::Result<MailboxPaths> MailboxPaths::of(const config::Settings& settings) {
  auto mailbox_path = mailbox::PathTemplate::parse(settings.mailbox_path);
  if (!mailbox_path) return failure_of(mailbox_path);
  return MailboxPaths({settings.mail_root, *std::move(mailbox_path), settings.host_name});
}

mailbox::Result<std::string> MailboxPaths::path_of(const mailbox::MailboxRecord& record) const {
  mailbox::PosixFilesystem filesystem;
  const mailbox::SystemClock clock;
  return mailbox::MailRoot(filesystem, clock, settings_).path_of(record);
}

mailbox::Result<mailbox::Address> parse_argument(const std::string& argument) {
  auto address = mailbox::parse_address(argument, mailbox::Utf8::kAllowed);
  if (address) return address;
  return mailbox::failure(address.error().status,
                          fmt::format("{}; write it as user@example.org", address.error().text));
}

}  // namespace mailboxctl
