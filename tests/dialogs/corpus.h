// corpus.h: the *.dialog files beside this one, for the runners.
#pragma once

#include "dialogs/script.h"

#include <tl/expected.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace dialogs {

// The paths of all dialogues in a folder and its folders, without the suffix, in their order.
[[nodiscard]] std::vector<std::string> dialog_names(const std::filesystem::path& folder);

// Errors: as parse_script, and when the file cannot be read.
[[nodiscard]] tl::expected<Script, std::string> read_dialog(const std::filesystem::path& folder,
                                                            const std::string& name);

// A name that GoogleTest takes: `auth/plain` is auth_plain.
[[nodiscard]] std::string test_name_of(std::string dialog);

}  // namespace dialogs
