// mail_root.h: the folder below which all mailboxes lie, and the template that places each in it.
//
// Shape       opens a Mailbox for a Destination; the template knows %u (address), %n (local part),
//             %d (domain), %% ; its values are the folded keys
// Owns        no open folder: the root is opened anew for each step, so that one that was missing,
//             and one that something was mounted over, is found without a restart, and mail that is
//             staged in a thousand mailboxes holds nothing open
// Threads     all methods may run concurrently
// Errors      4.3.5 for a template or key that would leave the root, or a root that is missing. The
//             root is never created: behind a missing one there may be a disk that is not mounted
#pragma once

#include "mailbox/clock.h"
#include "mailbox/filesystem.h"
#include "mailbox/mailbox.h"
#include "mailbox/route.h"

#include <cstdint>
#include <memory>
#include <string>

namespace mailbox {

// A checked path template, relative to the mail root.
class PathTemplate {
 public:
  // Fails (4.3.5) if the text is absolute, empty, climbs ("..") or has an unknown %-sequence.
  [[nodiscard]] static Result<PathTemplate> parse(std::string_view text);
  // Fails (4.3.5) if a value would make a component that is empty, ".", "..", or has a slash.
  [[nodiscard]] Result<std::string> fill(const AddressKey& key) const;
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  explicit PathTemplate(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

struct MailRootSettings {
  std::string path;  // absolute
  PathTemplate mailbox_path;
  std::string host_name;  // goes into file names
};

class MailRoot {
 public:
  // Requires: `filesystem` and `clock` outlive this. Opens nothing yet.
  MailRoot(Filesystem& filesystem, const Clock& clock, MailRootSettings settings);

  // The mailbox, and mail staged in it, may be used as long as this is there. Touches no file.
  [[nodiscard]] Result<std::unique_ptr<Mailbox>> open(const Destination& destination) const;
  // The mailbox' absolute path, for people: explain, show, logs.
  [[nodiscard]] Result<std::string> path_of(const MailboxRecord& mailbox) const;
  [[nodiscard]] Result<std::uint64_t> free_octets();

 private:
  [[nodiscard]] Result<std::string> relative_path_of(const MailboxRecord& mailbox) const;

  const Clock& clock_;
  MailRootSettings settings_;
  std::unique_ptr<Folder> folder_;  // opened anew by each call
};

}  // namespace mailbox
