#include "mailboxctl/site_folder.h"

#include "mailboxctl/ownership.h"

#include <fmt/format.h>

#include <filesystem>

namespace mailboxctl {

mailbox::Result<void> make_folder(mailbox::Filesystem& filesystem, const std::string& path,
                                  std::uint32_t mode, std::vector<std::string>& made) {
  constexpr std::uint32_t kModeAbove = 0755;
  auto present = filesystem.open_root(path);
  if (!present) return failure_of(present);
  if (*present != nullptr) return {};

  const std::filesystem::path whole(path);
  const std::string parent = whole.parent_path().string();
  auto above = make_folder(filesystem, parent, kModeAbove, made);
  if (!above) return failure_of(above);
  auto folder = filesystem.open_root(parent);
  if (!folder) return failure_of(folder);
  if (*folder == nullptr) {
    return mailbox::failure(mailbox::status::kSystemFault,
                            fmt::format("{} vanished while folders were made", parent));
  }
  auto created = (*folder)->create_folder(whole.filename().string(), mode);
  if (!created) return failure_of(created);
  if (!*created) {  // a dangling symbolic link, for example
    return mailbox::failure(mailbox::status::kMisconfigured,
                            fmt::format("{} is no folder: move it away", path));
  }
  auto adopted = adopt_owner(path);
  if (!adopted) return failure_of(adopted);
  made.push_back(path);
  return (*folder)->sync();
}

}  // namespace mailboxctl
