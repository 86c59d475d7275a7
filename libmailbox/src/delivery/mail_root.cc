#include "mailbox/mail_root.h"

#include "delivery/relative_path.h"
#include "mailbox/maildir.h"
#include "mailbox/printable.h"

#include <fmt/format.h>

#include <utility>

namespace mailbox {

namespace {

// A mailbox, or mail staged in it, together with the folder it borrows.
class RootedMail final : public StagedMail {
 public:
  RootedMail(std::shared_ptr<Folder> root, std::unique_ptr<StagedMail> mail)
      : root_(std::move(root)), mail_(std::move(mail)) {}
  [[nodiscard]] Result<Stored> publish() override { return mail_->publish(); }

 private:
  std::shared_ptr<Folder> root_;  // destroyed after what borrows it
  std::unique_ptr<StagedMail> mail_;
};

class RootedMailbox final : public Mailbox {
 public:
  RootedMailbox(std::shared_ptr<Folder> root, std::unique_ptr<Mailbox> mailbox)
      : root_(std::move(root)), mailbox_(std::move(mailbox)) {}

  [[nodiscard]] Result<std::unique_ptr<StagedMail>> stage(const Trace& trace,
                                                          const Message& message) override {
    auto mail = mailbox_->stage(trace, message);
    if (!mail) return mail;
    return std::make_unique<RootedMail>(root_, std::move(*mail));
  }

 private:
  std::shared_ptr<Folder> root_;
  std::unique_ptr<Mailbox> mailbox_;
};

}  // namespace

MailRoot::MailRoot(Filesystem& filesystem, const Clock& clock, MailRootSettings settings)
    : filesystem_(filesystem), clock_(clock), settings_(std::move(settings)) {}

Result<std::unique_ptr<Mailbox>> MailRoot::open(const Destination& destination) {
  auto relative = relative_path_of(destination.mailbox);
  if (!relative) return failure_of(relative);
  auto folder =
      destination.folder.empty() ? Result<std::string>() : maildir_folder_name(destination.folder);
  if (!folder) return failure_of(folder);
  auto opened = open_folder();
  if (!opened) return failure_of(opened);
  std::shared_ptr<Folder> root = std::move(*opened);
  // One format so far; a second one is a second line here.
  auto maildir = std::make_unique<Maildir>(*root, std::move(*relative), std::move(*folder),
                                           settings_.host_name, clock_);
  return std::make_unique<RootedMailbox>(std::move(root), std::move(maildir));
}

Result<std::string> MailRoot::path_of(const MailboxRecord& mailbox) const {
  auto relative = relative_path_of(mailbox);
  if (!relative) return relative;
  return settings_.path + '/' + *relative;
}

Result<std::uint64_t> MailRoot::free_octets() {
  auto folder = open_folder();
  if (!folder) return failure_of(folder);
  return (*folder)->free_octets();
}

Result<std::unique_ptr<Folder>> MailRoot::open_folder() const {
  auto folder = filesystem_.open_root(settings_.path);
  if (folder && *folder == nullptr) {
    return failure(
        status::kMisconfigured,
        fmt::format("mail root {} does not exist; create it or set mail-root", settings_.path));
  }
  return folder;
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
