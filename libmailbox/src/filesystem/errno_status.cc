#include "mailbox/errno_status.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace mailbox {

EnhancedStatus status_of_errno(int error_number) {
  switch (error_number) {
    case EAGAIN:
    case ESTALE:
      return status::kMailboxBusy;
    case ENOSPC:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return status::kSystemFull;
    case EDQUOT:
    case EFBIG:
      return status::kMailboxFullForNow;
    case EACCES:
    case EPERM:
    case ELOOP:
    case ENOTDIR:
      return status::kMisconfigured;
    default:
      return status::kSystemFault;
  }
}

Error error_of_errno(int error_number, std::string_view operation, std::string_view path) {
  // The _np forms are safe in threads and not translated, so that a log can be searched.
  const char* words = strerrordesc_np(error_number);
  const char* name = strerrorname_np(error_number);
  return {status_of_errno(error_number),
          fmt::format("{} {}: {} ({})", operation, path, words != nullptr ? words : "Unknown error",
                      name != nullptr ? std::string(name) : fmt::format("{}", error_number))};
}

}  // namespace mailbox
