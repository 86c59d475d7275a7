// alias_graph.h: the check that a new alias leads somewhere and never back to itself.
//
// Shape       one function over the directory as it would be, inside the edit's transaction
// Errors      5.x refusals that name what to do; the directory's
#pragma once

#include "mailbox/directory.h"

#include <string>
#include <vector>

namespace mailbox {

// Every target must be a user or an alias of ours (a catch-all does not count: such a target would
// be a mistyped one), and no path from one may come back to `alias`, except that an alias may name
// itself.
[[nodiscard]] Result<void> check_alias(Directory& directory, const AddressKey& alias,
                                       const std::vector<Address>& targets);

}  // namespace mailbox
