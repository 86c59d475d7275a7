#include "mailboxctl/ownership.h"

#include "mailbox/errno_status.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace mailboxctl {

namespace {

// A file as it is named now, without leave to read it. SQLite's locks on a database survive its
// closing, which they would not if the file were opened for reading.
class NamedEntry {
 public:
  explicit NamedEntry(const std::string& path)
      : descriptor_(open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC)) {}
  ~NamedEntry() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  NamedEntry(const NamedEntry&) = delete;
  NamedEntry& operator=(const NamedEntry&) = delete;

  [[nodiscard]] bool facts(struct stat& facts) const {
    return descriptor_ >= 0 && fstat(descriptor_, &facts) == 0;
  }
  [[nodiscard]] bool give_to(const struct stat& folder) const {
    return fchownat(descriptor_, "", folder.st_uid, folder.st_gid, AT_EMPTY_PATH) == 0;
  }

 private:
  int descriptor_;
};

tl::unexpected<mailbox::Error> failure_at(const std::string& path) {
  return tl::unexpected(mailbox::error_of_errno(errno, "set the owner of", path));
}

// The folder's owner could have put something else there meanwhile: a link, or another name of a
// file that is not his. What root made just now has root as owner and one name.
bool is_fresh(const struct stat& facts) {
  const bool folder = S_ISDIR(facts.st_mode);
  return facts.st_uid == geteuid() && (folder || (S_ISREG(facts.st_mode) && facts.st_nlink == 1));
}

}  // namespace

mailbox::Result<void> adopt_owner(const std::string& path) {
  if (geteuid() != 0) return {};
  struct stat folder{};
  const std::string parent = std::filesystem::path(path).parent_path().string();
  if (stat(parent.c_str(), &folder) != 0) return failure_at(parent);
  if (folder.st_uid == geteuid()) return {};
  const NamedEntry entry(path);
  struct stat facts{};
  if (!entry.facts(facts)) return failure_at(path);
  if (!is_fresh(facts)) {
    return mailbox::failure(
        mailbox::status::kMisconfigured,
        fmt::format("{} was exchanged while it was made: look who writes in {}", path, parent));
  }
  if (!entry.give_to(folder)) return failure_at(path);
  return {};
}

}  // namespace mailboxctl
