#include "mailbox/mail_root.h"

#include "delivery/relative_path.h"
#include "delivery/root_folder.h"
#include "mailbox/maildir.h"
#include "mailbox/printable.h"

#include <fmt/format.h>

#include <utility>

namespace mailbox {

MailRoot::MailRoot(Filesystem& filesystem, const Clock& clock, MailRootSettings settings)
    : clock_(clock),
      settings_(std::move(settings)),
      folder_(std::make_unique<RootFolder>(filesystem, settings_.path)) {}

Result<std::unique_ptr<Mailbox>> MailRoot::open(const Destination& destination) const {
  auto relative = relative_path_of(destination.mailbox);
  if (!relative) return failure_of(relative);
  auto folder =
      destination.folder.empty() ? Result<std::string>() : maildir_folder_name(destination.folder);
  if (!folder) return failure_of(folder);
  // One format so far; a second one is a second line here.
  return std::make_unique<Maildir>(*folder_, std::move(*relative), std::move(*folder),
                                   settings_.host_name, clock_);
}

Result<std::string> MailRoot::path_of(const MailboxRecord& mailbox) const {
  auto relative = relative_path_of(mailbox);
  if (!relative) return relative;
  return settings_.path + '/' + *relative;
}

Result<std::uint64_t> MailRoot::free_octets() {
  return folder_->free_octets();
}

Result<std::string> MailRoot::relative_path_of(const MailboxRecord& mailbox) const {
  if (!mailbox.path) return settings_.mailbox_path.fill(mailbox.key);
  if (auto checked = check_relative_path(*mailbox.path); !checked) {
    return failure(status::kMisconfigured,
                   fmt::format("path '{}' of mailbox {}: {}", printable(*mailbox.path),
                               to_string(mailbox.address), checked.error().text));
  }
  return *mailbox.path;
}

}  // namespace mailbox
