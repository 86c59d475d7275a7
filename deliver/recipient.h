// recipient.h: for whom a message is, from what callers say.
//
// Shape       the path to resolve, and the text of X-Original-To
// Errors      5.1.3 the user cannot be an address; class 4 from the directory
#pragma once

#include "deliver/arguments.h"
#include "mailbox/address.h"
#include "mailbox/directory.h"
#include "mailbox/result.h"

#include <string>
#include <vector>

namespace deliver {

struct Recipient {
  mailbox::ForwardPath path;
  std::string original_to;
  std::vector<std::string> warnings;
};

// `default_domain` may be empty: the directory's only domain.
[[nodiscard]] mailbox::Result<Recipient> read_recipient(const Arguments& arguments,
                                                        const std::string& login_name,
                                                        const std::string& default_domain,
                                                        mailbox::Directory& directory);

}  // namespace deliver
