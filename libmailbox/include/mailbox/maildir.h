// maildir.h: a mailbox with one file per message.
//
// A Maildir is a folder with tmp/, new/ and cur/. Delivery writes a complete file in tmp/, syncs
// it, moves it into new/ without overwriting, and syncs new/. Readers never see a partial message.
// A Maildir++ folder `Lists.cxx` is the Maildir `.Lists.cxx` inside it.
//
// Shape       file name: SECONDS.M<usec>P<pid>Q<counter>.<host>,S=<octets>,W=<octets with CRLF>
// Owns        nothing between calls; borrows the mail root's Folder and the Clock, which must
//             outlive it and its StagedMails. A StagedMail holds nothing open, and is withdrawn
//             from new/ only: what a reader has moved to cur/, or removed, is the reader's
// Threads     any number of threads and processes may deliver at once
// Errors      4.3.5 not a Maildir, a link, no permission; 4.3.1 no space; 4.2.2 over quota; 4.3.0
//             I/O
// Durability  a missing Maildir is made with mode 0700, and every folder made is synced, and its
//             parent, before the first message in it is published
// Source      maildir(5); Maildir++ (Courier); docs/durability.md has the state table
#pragma once

#include "mailbox/clock.h"
#include "mailbox/filesystem.h"
#include "mailbox/mailbox.h"

#include <memory>
#include <string>

namespace mailbox {

class Maildir final : public Mailbox {
 public:
  // `relative` is the Maildir's path below `root`; `folder` is a Maildir++ folder inside it in its
  // on-disk form without the leading dot (see maildir_folder_name), empty for the inbox.
  Maildir(Folder& root, std::string relative, std::string folder, std::string host_name,
          const Clock& clock);

  [[nodiscard]] Result<std::unique_ptr<StagedMail>> stage(const Trace& trace,
                                                          const Message& message) override;

 private:
  Folder& root_;
  std::string relative_;
  std::string folder_;
  std::string host_name_;
  const Clock& clock_;
};

// The on-disk name of a mail folder given by a user: `Lists/cxx` and `Lists.cxx` are both
// `Lists.cxx`, non-ASCII becomes modified UTF-7 (RFC 3501 §5.1.3), `INBOX` in any case is the empty
// string. Fails (5.1.3) for what would leave the Maildir or name its parts: empty levels, `..`,
// control characters, invalid UTF-8, more than 255 octets with the dot that is put before it. The
// empty name is the inbox.
[[nodiscard]] Result<std::string> maildir_folder_name(std::string_view given);

}  // namespace mailbox
