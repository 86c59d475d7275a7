#include "deliver/invocation.h"

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

namespace deliver {

std::string login_name() {
  const passwd* entry = getpwuid(getuid());
  return entry != nullptr ? entry->pw_name : "";
}

void hold_standard_descriptors() {
  // open gives the lowest free number. Write-only: a read from a closed standard input must fail,
  // not find an empty message there.
  for (;;) {
    const int descriptor = open("/dev/null", O_WRONLY);
    if (descriptor <= STDERR_FILENO && descriptor >= 0) continue;
    if (descriptor >= 0) close(descriptor);
    return;
  }
}

}  // namespace deliver
