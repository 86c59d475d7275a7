#include "directory/database_file.h"

#include "mailbox/posix_filesystem.h"

#include <fmt/format.h>

#include <memory>
#include <string_view>

namespace mailbox {

namespace {

struct Place {
  std::string folder;
  std::string name;
};

Place place_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {".", std::string(path)};
  return {std::string(path.substr(0, slash == 0 ? 1 : slash)), std::string(path.substr(slash + 1))};
}

Result<std::unique_ptr<Folder>> open_folder_of(const Place& place) {
  auto folder = PosixFilesystem().open_root(place.folder);
  if (folder && *folder == nullptr) {
    return failure(status::kSystemFault,
                   fmt::format("there is no folder {} for the database {}: make it first",
                               place.folder, place.name));
  }
  return folder;
}

}  // namespace

Result<bool> create_database_file(const std::string& path, std::uint32_t mode) {
  const Place place = place_of(path);
  auto folder = open_folder_of(place);
  if (!folder) return failure_of(folder);
  auto file = (*folder)->create_file(place.name, mode);
  if (!file) return failure_of(file);
  if (*file == nullptr) return false;
  auto synced = (*folder)->sync();
  if (!synced) return failure_of(synced);
  return true;
}

std::uint32_t mode_of(const std::string& path) {
  const Place place = place_of(path);
  auto folder = open_folder_of(place);
  if (!folder) return kDatabaseMode;
  auto facts = (*folder)->facts(place.name);
  return facts && facts->kind == FileKind::kRegular ? facts->mode : kDatabaseMode;
}

}  // namespace mailbox
