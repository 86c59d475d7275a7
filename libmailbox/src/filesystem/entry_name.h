// entry_name.h: which names and relative paths every Filesystem takes.
//
// Errors      4.3.5 for a name that would mean another place than an entry of its folder
// Source      the contract of filesystem.h; the same for all implementations, so it stands once
#pragma once

#include "mailbox/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace mailbox {

// One component: not empty, not "." or "..", without "/" and NUL.
[[nodiscard]] bool is_entry_name(std::string_view name);

// Fails unless `name` is an entry name. `operation` and `folder_path` are for the text.
[[nodiscard]] Result<void> check_entry_name(std::string_view operation,
                                            std::string_view folder_path, std::string_view name);

// The components of `a/b/c`. Fails unless each is an entry name: so neither "", "/a", "a//b" nor
// "a/".
[[nodiscard]] Result<std::vector<std::string>> relative_components(std::string_view operation,
                                                                   std::string_view folder_path,
                                                                   std::string_view relative);

// Fails unless `path` is absolute and without NUL.
[[nodiscard]] Result<void> check_absolute_path(std::string_view operation, std::string_view path);

// `folder_path` and `relative` with one slash between them.
[[nodiscard]] std::string join_path(std::string_view folder_path, std::string_view relative);

}  // namespace mailbox
