#include "lmtpd/server/listening_socket.h"

#include "lmtpd/server/folder_lock.h"

#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace lmtp {

ListeningSocket::ListeningSocket(int descriptor, Place place, SocketEntry entry)
    : descriptor_(descriptor), place_(std::move(place)), entry_(std::move(entry)) {}

ListeningSocket::ListeningSocket(ListeningSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      place_(std::move(other.place_)),
      entry_(std::exchange(other.entry_, {})) {}

ListeningSocket::~ListeningSocket() {
  if (!entry_.path.empty()) remove_entry();
  if (descriptor_ >= 0) ::close(descriptor_);
}

void ListeningSocket::remove_entry() const {
  // The lock keeps another server from putting its socket there between the look and the removal.
  const auto lock = FolderLock::of_parent(entry_.path);
  struct stat facts{};
  if (::lstat(entry_.path.c_str(), &facts) != 0) return;
  if (facts.st_dev != entry_.device || facts.st_ino != entry_.inode) return;
  ::unlink(entry_.path.c_str());
}

}  // namespace lmtp
