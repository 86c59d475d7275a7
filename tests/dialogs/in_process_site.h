// in_process_site.h: the site of fixture.h without disk or database: answers recipients and
// log-ins, and keeps what is delivered.
#pragma once

#include "dialogs/stored.h"
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

  // Whom an alias names; of a mailbox, itself.
  [[nodiscard]] std::vector<std::string> members(const mailbox::ForwardPath& path) const;

  // The answer to AUTH.
  [[nodiscard]] mailbox::Outcome log_in(std::string_view user, std::string_view password) const;

  // The outcomes, in the order of the recipients. Whoever is named twice gets one copy. With
  // `all_or_none` one failure keeps the copies of all back.
  [[nodiscard]] std::vector<mailbox::Outcome> deliver(
      const std::vector<mailbox::ForwardPath>& recipients, std::string_view content,
      bool all_or_none);

  // The messages of one mailbox, oldest first.
  [[nodiscard]] const std::vector<StoredMessage>& messages(const std::string& address) {
    return stored_[address];
  }

 private:
  std::map<std::string, std::vector<StoredMessage>> stored_;
};

}  // namespace dialogs
