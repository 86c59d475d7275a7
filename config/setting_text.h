// setting_text.h: the settings as text for people: --help and --print-config.
#pragma once

#include "config/settings.h"

#include <string>

namespace config {

// Every setting, its meaning and default as a comment, its value as a line. The text is itself a
// configuration file that gives the same settings.
[[nodiscard]] std::string print_settings(const Settings& settings);

}  // namespace config
