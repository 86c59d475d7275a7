// maildir_layout.h: the folders that make a Maildir, found or made.
//
// Shape       tmp/ is made last, after all else is durable. So whoever finds tmp/ and new/ need not
//             ask whether the Maildir will outlive a power cut, even while another process is
//             making it
// Errors      4.3.5 for a link or a file where a folder is due
// Durability  make_maildir returns success only after every folder from the Maildir's parts up to
//             the root is synced, whoever made them
// Source      maildir(5); Maildir++ (Courier) for `maildirfolder`
#pragma once

#include "mailbox/filesystem.h"

#include <memory>
#include <string>
#include <string_view>

namespace mailbox {

// The two folders that a delivery needs.
struct MaildirParts {
  std::unique_ptr<Folder> temporary;  // tmp/
  std::unique_ptr<Folder> arrived;    // new/

  [[nodiscard]] bool complete() const { return temporary != nullptr && arrived != nullptr; }
};

// Opens the parts of the Maildir at `place` below `root`; a null part is missing.
[[nodiscard]] Result<MaildirParts> open_maildir_parts(Folder& root, const std::string& place);

// Makes what is missing of the Maildir at `relative` and, unless `folder` is empty, of its
// Maildir++ folder `.folder`. What is there keeps its mode.
[[nodiscard]] Result<void> make_maildir(Folder& root, std::string_view relative,
                                        std::string_view folder);

}  // namespace mailbox
