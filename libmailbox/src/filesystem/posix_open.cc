#include "filesystem/posix_open.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace mailbox {

Descriptor open_beneath(int folder, const std::string& relative, int flags) {
  open_how how{};
  how.flags = static_cast<decltype(how.flags)>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  const long opened = unless_interrupted(
      [&] { return ::syscall(SYS_openat2, folder, relative.c_str(), &how, sizeof how); });
  if (opened >= 0) return Descriptor(static_cast<int>(opened));
  // Kernels before 5.6 do not know the call, and sandboxes made before it refuse what they do not
  // know.
  if (errno == ENOSYS || errno == EPERM) return open_by_component(folder, relative, flags);
  return {};
}

Descriptor open_by_component(int folder, const std::string& relative, int flags) {
  Descriptor parent;
  int at = folder;
  std::size_t start = 0;
  while (true) {
    const std::size_t slash = relative.find('/', start);
    const std::string component = relative.substr(start, slash - start);
    const bool last = slash == std::string::npos;
    // O_PATH asks for the right to search only, as a path resolved by the kernel does.
    const int component_flags = last ? flags : O_PATH | O_DIRECTORY;
    Descriptor opened(unless_interrupted(
        [&] { return ::openat(at, component.c_str(), component_flags | O_NOFOLLOW | O_CLOEXEC); }));
    if (last || !opened.valid()) return opened;
    parent = std::move(opened);
    at = parent.number();
    start = slash + 1;
  }
}

}  // namespace mailbox
