#include "filesystem/entry_name.h"

#include <fmt/format.h>

namespace mailbox {

bool is_entry_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." &&
         name.find_first_of(std::string_view("/\0", 2)) == std::string_view::npos;
}

Result<void> check_entry_name(std::string_view operation, std::string_view folder_path,
                              std::string_view name) {
  if (is_entry_name(name)) return {};
  return failure(status::kMisconfigured, fmt::format("{} in {}: \"{}\" is no name of an entry",
                                                     operation, folder_path, name));
}

Result<std::vector<std::string>> relative_components(std::string_view operation,
                                                     std::string_view folder_path,
                                                     std::string_view relative) {
  std::vector<std::string> components;
  std::string_view rest = relative;
  while (true) {
    const std::size_t slash = rest.find('/');
    const std::string_view component = rest.substr(0, slash);
    if (!is_entry_name(component)) {
      return failure(status::kMisconfigured, fmt::format("{} below {}: \"{}\" is no relative path",
                                                         operation, folder_path, relative));
    }
    components.emplace_back(component);
    if (slash == std::string_view::npos) return components;
    rest.remove_prefix(slash + 1);
  }
}

Result<void> check_absolute_path(std::string_view operation, std::string_view path) {
  if (path.starts_with('/') && path.find('\0') == std::string_view::npos) return {};
  return failure(status::kMisconfigured,
                 fmt::format("{} \"{}\": not an absolute path", operation, path));
}

std::string join_path(std::string_view folder_path, std::string_view relative) {
  std::string path(folder_path);
  if (!path.ends_with('/')) path += '/';
  path += relative;
  return path;
}

}  // namespace mailbox
