// in_process_site.h: the site of fixture.h without disk or database: answers recipients, and keeps
// what is delivered.
#pragma once

#include "mailbox/address.h"
#include "mailbox/outcome.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dialogs {

class InProcessSite {
 public:
  // The answer to RCPT.
  [[nodiscard]] mailbox::Outcome resolve(const mailbox::ForwardPath& path) const;

  // `content` has CRLF line ends; it is kept as stored, with LF.
  [[nodiscard]] mailbox::Outcome deliver(const mailbox::ForwardPath& path,
                                         std::string_view content);

  // The messages of one mailbox, oldest first.
  [[nodiscard]] const std::vector<std::string>& messages(const std::string& address) {
    return stored_[address];
  }

 private:
  std::map<std::string, std::vector<std::string>> stored_;
};

}  // namespace dialogs
