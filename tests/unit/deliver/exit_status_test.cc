#include "deliver/exit_status.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace deliver {
namespace {

namespace status = mailbox::status;

TEST(ExitStatusTest, HasARowForEveryRefusal) {
  const std::vector<std::pair<mailbox::EnhancedStatus, int>> rows = {
      {status::kOk, 0},
      {status::kRecipientOk, 0},
      {status::kNoSuchMailbox, 67},
      {status::kBadRecipientSyntax, 67},
      {status::kNotOurDomain, 67},
      {status::kMailboxDisabled, 77},
      {status::kMailboxFull, 73},
      {status::kMessageTooLarge, 65},
      {status::kMailLoop, 65},
      {{5, 0, 0}, 69},
      // What may go well later is 75, whatever it is.
      {status::kMailboxBusy, 75},
      {status::kMailboxFullForNow, 75},
      {status::kSystemFault, 75},
      {status::kSystemFull, 75},
      {status::kMisconfigured, 75},
      {{4, 9, 9}, 75},
  };
  for (const auto& [status, exit_status] : rows) {
    EXPECT_EQ(static_cast<int>(exit_status_for(status)), exit_status) << to_string(status);
  }
}

}  // namespace
}  // namespace deliver
