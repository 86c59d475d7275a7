#include "config/config_file.h"

#include "config/nearest_name.h"
#include "config/setting_table.h"

#include <fmt/format.h>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>

#include <cerrno>
#include <fstream>
#include <map>
#include <sstream>
#include <system_error>

namespace config {
namespace {

namespace options = boost::program_options;

constexpr std::string_view kBlanks = " \t\r";

// What is wrong with a line, before Program_options sees it. It would take sections as prefixes of
// names, and cut values at any `#`, both in silence.
Problem refuse_line(std::string_view line) {
  const auto first = line.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return std::nullopt;
  if (line[first] == '[') {
    return "there are no [sections] here; write every setting as `name = value`";
  }
  if (line.find('\0') != std::string_view::npos)
    return "a NUL octet: is this a configuration file?";
  const auto comment = line.find('#', first);
  if (comment != std::string_view::npos && comment > first &&
      kBlanks.find(line[comment - 1]) == std::string_view::npos) {
    return "`#` begins a comment and needs a blank before it; a value cannot hold one";
  }
  return std::nullopt;
}

// The options of one line: none or one.
Parsed<std::vector<options::option>> parse_line(const std::string& line) {
  if (Problem problem = refuse_line(line)) return tl::unexpected(*problem);
  try {
    std::istringstream stream(line);
    const options::options_description nothing_registered;
    return options::parse_config_file(stream, nothing_registered, true).options;
  } catch (const options::error&) {
    return tl::unexpected(std::string("this is no `name = value`"));
  }
}

class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file) {}

  void read(const std::string& line) {
    ++line_;
    auto found = parse_line(line);
    if (!found) return complain(found.error());
    for (const options::option& option : *found) {
      take(option.string_key, option.value.empty() ? std::string() : option.value.front());
    }
  }

  Parsed<std::vector<Entry>> finish() && {
    if (!complaints_.empty()) return tl::unexpected(complaints_);
    return std::move(entries_);
  }

 private:
  void take(const std::string& name, const std::string& value) {
    const Setting* setting = find_setting(name);
    if (setting == nullptr) {
      return complain(
          fmt::format("unknown setting `{}`{}", name, did_you_mean(name, setting_names())));
    }
    const auto [earlier, is_first] = seen_.try_emplace(name, line_);
    if (!is_first && !setting->is_list()) {
      return complain(fmt::format("`{}` was given already, in line {}", name, earlier->second));
    }
    entries_.push_back({name, value, fmt::format("{}:{}", file_, line_)});
  }

  void complain(const std::string& text) {
    if (!complaints_.empty()) complaints_ += '\n';
    complaints_ += fmt::format("{}:{}: {}", file_, line_, text);
  }

  const std::string& file_;
  std::size_t line_ = 0;
  std::vector<Entry> entries_;
  std::map<std::string, std::size_t> seen_;
  std::string complaints_;
};

}  // namespace

Parsed<std::vector<Entry>> read_config(std::istream& lines, const std::string& file) {
  Reader reader(file);
  std::string line;
  while (std::getline(lines, line)) reader.read(line);
  return std::move(reader).finish();
}

Parsed<std::vector<Entry>> read_config_file(const std::string& path) {
  const auto unreadable = [&path](int error_number) {
    return tl::unexpected(
        fmt::format("{}: cannot be read: {}", path, std::generic_category().message(error_number)));
  };
  errno = 0;
  std::ifstream stream(path);
  if (!stream) return unreadable(errno);
  stream.peek();  // a folder opens, and fails when it is read
  if (stream.bad()) return unreadable(errno != 0 ? errno : EISDIR);
  stream.clear();
  return read_config(stream, path);
}

}  // namespace config
