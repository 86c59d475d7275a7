#include "dialogs/corpus.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>

namespace dialogs {

namespace fs = std::filesystem;

std::vector<std::string> dialog_names(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".dialog") continue;
    names.push_back(fs::relative(entry.path(), folder).replace_extension().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

tl::expected<Script, std::string> read_dialog(const fs::path& folder, const std::string& name) {
  std::ifstream file(folder / (name + ".dialog"), std::ios::binary);
  if (!file) return tl::unexpected("cannot be read: " + name);
  return parse_script(std::string(std::istreambuf_iterator<char>(file), {}));
}

std::string test_name_of(std::string dialog) {
  std::replace_if(
      dialog.begin(), dialog.end(),
      [](unsigned char character) { return std::isalnum(character) == 0; }, '_');
  return dialog;
}

}  // namespace dialogs
