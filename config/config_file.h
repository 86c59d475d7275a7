// config_file.h: the INI file that all three programs read.
//
//   # a comment
//   root = /srv/mail
//   listen = lmtp:127.0.0.1:24
//   listen = lmtp:unix:/run/finalhop/lmtp.sock,mode=0666
//
// Shape       Boost.Program_options reads it, line by line, so that every complaint has FILE:LINE;
// all
//             wrong lines are reported, not only the first
// Errors      a text of one or more lines, each beginning with FILE or FILE:LINE
#pragma once

#include "config/setting_value.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace config {

// One setting as it was given somewhere.
struct Entry {
  std::string name;
  std::string value;
  std::string place;  // "/etc/finalhop/finalhop.conf:12", "--listen": how to name it in a complaint

  friend bool operator==(const Entry&, const Entry&) = default;
};

// Reads lines; names are known settings, only lists stand several times. Values are not checked.
[[nodiscard]] Parsed<std::vector<Entry>> read_config(std::istream& lines, const std::string& file);

// The same from the file at `path`.
[[nodiscard]] Parsed<std::vector<Entry>> read_config_file(const std::string& path);

}  // namespace config
