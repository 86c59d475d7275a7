#include "stores/maildir_layout.h"

#include "filesystem/entry_name.h"

#include <fmt/format.h>

#include <vector>

namespace mailbox {

namespace {

constexpr std::uint32_t kFolderMode = 0700;
constexpr std::uint32_t kFileMode = 0600;

Result<std::unique_ptr<Folder>> open_or_make(Folder& parent, std::string_view name) {
  auto found = parent.open_folder(name);
  if (!found || *found != nullptr) return found;
  // Another delivery may be quicker; then its folder is as good.
  if (auto made = parent.create_folder(name, kFolderMode); !made) return failure_of(made);
  found = parent.open_folder(name);
  if (found && *found == nullptr) {
    return failure(status::kSystemFault,
                   fmt::format("open {}: gone as soon as made", join_path(parent.path(), name)));
  }
  return found;
}

Result<void> make_part(Folder& maildir, std::string_view name) {
  auto part = open_or_make(maildir, name);
  if (!part) return failure_of(part);
  return (*part)->sync();
}

// Tells readers of Maildir++ that this is a folder and no Maildir of its own.
Result<void> make_folder_mark(Folder& maildir) {
  auto mark = maildir.create_file("maildirfolder", kFileMode);
  if (!mark) return failure_of(mark);
  if (*mark == nullptr) return {};
  if (auto synced = (*mark)->sync(); !synced) return synced;
  return (*mark)->close();
}

enum class MaildirKind { kInbox, kFolder };

// `chain` holds the folders from below the root to the Maildir itself.
Result<void> make_parts(Folder& root, const std::vector<std::unique_ptr<Folder>>& chain,
                        MaildirKind kind) {
  Folder& maildir = *chain.back();
  for (const std::string_view name : {"cur", "new"}) {
    if (auto made = make_part(maildir, name); !made) return made;
  }
  if (kind == MaildirKind::kFolder) {
    if (auto marked = make_folder_mark(maildir); !marked) return marked;
  }
  // Also what was there already: whoever made it may have been killed before it synced.
  for (auto folder = chain.rbegin(); folder != chain.rend(); ++folder) {
    if (auto synced = (*folder)->sync(); !synced) return synced;
  }
  if (auto synced = root.sync(); !synced) return synced;
  if (auto made = make_part(maildir, "tmp"); !made) return made;
  return maildir.sync();
}

}  // namespace

Result<MaildirParts> open_maildir_parts(Folder& root, const std::string& place) {
  auto temporary = root.open_folder(join_path(place, "tmp"));
  if (!temporary) return failure_of(temporary);
  if (*temporary == nullptr) return MaildirParts{};
  auto arrived = root.open_folder(join_path(place, "new"));
  if (!arrived) return failure_of(arrived);
  return MaildirParts{std::move(*temporary), std::move(*arrived)};
}

Result<void> make_maildir(Folder& root, std::string_view relative, std::string_view folder) {
  const auto components = relative_components("make Maildir", root.path(), relative);
  if (!components) return tl::unexpected(components.error());
  std::vector<std::unique_ptr<Folder>> chain;
  for (const std::string& component : *components) {
    auto opened = open_or_make(chain.empty() ? root : *chain.back(), component);
    if (!opened) return failure_of(opened);
    chain.push_back(std::move(*opened));
  }
  if (auto made = make_parts(root, chain, MaildirKind::kInbox); !made) return made;
  if (folder.empty()) return {};
  auto opened = open_or_make(*chain.back(), fmt::format(".{}", folder));
  if (!opened) return failure_of(opened);
  chain.push_back(std::move(*opened));
  return make_parts(root, chain, MaildirKind::kFolder);
}

}  // namespace mailbox
