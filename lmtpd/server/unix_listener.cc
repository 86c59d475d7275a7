#include "lmtpd/server/unix_listener.h"

#include "lmtpd/server/account.h"
#include "lmtpd/server/folder_lock.h"
#include "mailbox/errno_status.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace lmtp {
namespace {

using mailbox::Result;

tl::unexpected<mailbox::Error> failed(std::string_view operation, const std::string& path) {
  return tl::unexpected(mailbox::error_of_errno(errno, operation, path));
}

// Requires: `path` fits; parse_listen_spec has seen to it.
sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(path.begin(), path.end(), address.sun_path);
  return address;
}

int make_socket() {
  return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

// Connects to the socket at `path`: 0, or the errno.
int probe(const std::string& path) {
  const int descriptor = make_socket();
  if (descriptor < 0) return errno;
  const sockaddr_un address = address_of(path);
  const int result =
      ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const int error_number = result == 0 ? 0 : errno;
  ::close(descriptor);
  return error_number;
}

// Makes sure that nothing lies at `path`, or says why it stays there.
Result<void> clear_path(const std::string& path) {
  struct stat facts{};
  if (::lstat(path.c_str(), &facts) != 0) {
    if (errno == ENOENT) return {};
    return failed("lstat", path);
  }
  if (!S_ISSOCK(facts.st_mode)) {
    return mailbox::failure(
        mailbox::status::kMisconfigured,
        fmt::format("{} exists and is no socket; remove it or choose another path", path));
  }
  switch (probe(path)) {
    case ECONNREFUSED:  // nobody listens: left over
      if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failed("unlink", path);
      return {};
    case ENOENT:
      return {};
    case 0:
    case EAGAIN:  // somebody listens, and has many clients waiting
      return mailbox::failure(mailbox::status::kNotAccepting,
                              fmt::format("another server listens on {}", path));
    case EPROTOTYPE:
      return mailbox::failure(mailbox::status::kNotAccepting,
                              fmt::format("{} is another program's datagram socket", path));
    default:
      return failed("connect", path);
  }
}

// Binds so that the entry comes into being with no permission at all.
int bind_closed(int descriptor, const std::string& path) {
  const sockaddr_un address = address_of(path);
  const mode_t before = ::umask(0777);
  const int result =
      ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const int error_number = errno;
  ::umask(before);
  errno = error_number;
  return result;
}

// Gives the bound socket to its owner, then its mode, then to its clients. Returns its entry.
Result<SocketEntry> open_up(int descriptor, const UnixPlace& place,
                            const SocketDefaults& defaults) {
  const auto owner = find_user(place.owner.value_or(defaults.owner));
  if (!owner) return tl::unexpected(owner.error());
  const auto group = find_group(place.group.value_or(defaults.group));
  if (!group) return tl::unexpected(group.error());
  if (::lchown(place.path.c_str(), *owner, *group) != 0) return failed("chown", place.path);
  if (::chmod(place.path.c_str(), place.mode.value_or(defaults.mode)) != 0) {
    return failed("chmod", place.path);
  }
  struct stat facts{};
  if (::lstat(place.path.c_str(), &facts) != 0) return failed("lstat", place.path);
  if (::listen(descriptor, SOMAXCONN) != 0) return failed("listen", place.path);
  return SocketEntry{place.path, facts.st_dev, facts.st_ino};
}

}  // namespace

Result<ListeningSocket> listen_unix(const UnixPlace& place, const SocketDefaults& defaults) {
  auto lock = FolderLock::of_parent(place.path);
  if (!lock) return mailbox::failure_of(lock);
  if (auto cleared = clear_path(place.path); !cleared) return mailbox::failure_of(cleared);

  const int descriptor = make_socket();
  if (descriptor < 0) return failed("socket", place.path);
  if (bind_closed(descriptor, place.path) != 0) {
    auto error = failed("bind", place.path);
    ::close(descriptor);
    return error;
  }
  auto entry = open_up(descriptor, place, defaults);
  if (!entry) {
    // Not by ListeningSocket's destructor: it would wait for the lock that we hold.
    ::unlink(place.path.c_str());
    ::close(descriptor);
    return mailbox::failure_of(entry);
  }
  return ListeningSocket(descriptor, place, std::move(*entry));
}

}  // namespace lmtp
