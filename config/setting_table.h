// setting_table.h: every setting there is, one row each. The options, the configuration file's
// keys,
// --help, --print-config and their checks all come from this table: a new setting is one row here
// and one field of Settings.
//
// Shape       a row knows its name, whom it concerns, how its value is written, and how to put the
// value
//             into Settings and get it out again
// Errors      set() returns the rest of a sentence ("must be …") when the value is wrong
// Source      the limits' sources stand in mailbox/limits.h
#pragma once

#include "config/program.h"
#include "config/setting_value.h"
#include "config/settings.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace config {

// The rest of a sentence that begins with the setting's name; none: all is well.
using Problem = std::optional<std::string>;

struct Setting {
  std::string_view name;
  Programs programs;
  std::string_view placeholder;   // what stands for the value in --help
  std::string_view default_text;  // the default, in words where it depends on other settings
  std::string_view meaning;       // one sentence, with the unit
  std::function<Problem(Settings&, std::string_view)> set;  // a list's set() appends
  std::function<std::vector<std::string>(const Settings&)>
      values;                            // as set() reads them; a list has 0…n
  std::function<void(Settings&)> clear;  // lists only: forget all values

  [[nodiscard]] bool is_list() const { return static_cast<bool>(clear); }
};

[[nodiscard]] const std::vector<Setting>& setting_table();
[[nodiscard]] const Setting* find_setting(std::string_view name);
[[nodiscard]] std::vector<std::string> setting_names();

// Fills what depends on other settings: makes paths absolute and derives those that were not given.
// `root_given`: somebody chose the root, so the socket lies below it too.
void complete(Settings& settings, bool root_given);

}  // namespace config
