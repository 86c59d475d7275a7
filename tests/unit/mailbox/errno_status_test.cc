#include "mailbox/errno_status.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace mailbox {
namespace {

TEST(ErrnoStatusTest, HasOneStatusForEachCause) {
  struct Row {
    int error_number;
    EnhancedStatus status;
  };
  const Row rows[] = {
      // busy
      {EAGAIN, status::kMailboxBusy},
      {ESTALE, status::kMailboxBusy},
      // no room for anybody
      {ENOSPC, status::kSystemFull},
      {EMFILE, status::kSystemFull},
      {ENFILE, status::kSystemFull},
      {ENOMEM, status::kSystemFull},
      // no room for this user
      {EDQUOT, status::kMailboxFullForNow},
      {EFBIG, status::kMailboxFullForNow},
      // set up wrongly
      {EACCES, status::kMisconfigured},
      {EPERM, status::kMisconfigured},
      {ELOOP, status::kMisconfigured},
      {ENOTDIR, status::kMisconfigured},
      // trouble, and all that is not listed
      {EIO, status::kSystemFault},
      {EROFS, status::kSystemFault},
      {ETIMEDOUT, status::kSystemFault},
      {ENAMETOOLONG, status::kSystemFault},
      {EXDEV, status::kSystemFault},
      {0, status::kSystemFault},
      {99999, status::kSystemFault},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(to_string(status_of_errno(row.error_number)), to_string(row.status))
        << "errno " << row.error_number;
  }
}

TEST(ErrnoStatusTest, IsNeverPermanent) {
  for (int error_number = 0; error_number < 200; ++error_number) {
    EXPECT_EQ(status_of_errno(error_number).status_class, 4) << "errno " << error_number;
  }
}

TEST(ErrnoStatusTest, SaysWhatWhereAndWhy) {
  EXPECT_EQ(error_of_errno(EACCES, "open", "/var/mail/x"),
            (Error{status::kMisconfigured, "open /var/mail/x: Permission denied (EACCES)"}));
  EXPECT_EQ(error_of_errno(99999, "sync", "/x").text, "sync /x: Unknown error (99999)");
}

}  // namespace
}  // namespace mailbox
