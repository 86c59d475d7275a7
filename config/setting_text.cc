#include "config/setting_text.h"

#include "config/setting_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace config {
namespace {

std::string names_of(Programs programs) {
  std::vector<std::string_view> names;
  for (Program program : {Program::kLmtpd, Program::kDeliver, Program::kMailboxctl}) {
    if (programs.has(program)) names.push_back(name_of(program));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::string print_settings(const Settings& settings) {
  std::string text =
      "# Finalhop's settings. Each stands below its meaning, its programs and its default.\n";
  for (const Setting& setting : setting_table()) {
    text +=
        fmt::format("\n# {}\n# For {}. Default: {}\n", setting.meaning, names_of(setting.programs),
                    setting.default_text.empty() ? "(empty)" : setting.default_text);
    const std::vector<std::string> values = setting.values(settings);
    if (values.empty()) text += fmt::format("#{} =\n", setting.name);
    for (const std::string& value : values) {
      text += fmt::format("{} ={}{}\n", setting.name, value.empty() ? "" : " ", value);
    }
  }
  return text;
}

}  // namespace config
