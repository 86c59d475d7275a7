#include "config/command_line.h"

#include "config/config_file.h"
#include "config/nearest_name.h"
#include "config/setting_table.h"
#include "config/setting_text.h"

#include <fmt/format.h>
#include <boost/program_options/cmdline.hpp>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/value_semantic.hpp>

#include <filesystem>
#include <sstream>

namespace config {
namespace {

namespace options = boost::program_options;

using Line = tl::expected<CommandLine, ConfigError>;

constexpr const char* kPositionals =
    "finalhop-positionals";  // no option can have this name by accident

// No abbreviations: see the header.
constexpr int kStyle =
    options::command_line_style::unix_style & ~options::command_line_style::allow_guessing;

options::options_description common_options() {
  options::options_description common("Options of all programs");
  auto add = common.add_options();
  add("config,c", options::value<std::string>()->value_name("FILE"), "read settings from FILE");
  add("set,o", options::value<std::vector<std::string>>()->value_name("SETTING=VALUE"),
      "give any setting");
  add("check-config", "check all settings, then end");
  add("print-config", "print every setting, its value and its meaning, then end");
  add("version", "print the version, then end");
  add("help", "print this, then end");
  return common;
}

// One option per setting that concerns `program` and whose name is not taken by `own`.
options::options_description setting_options(Program program) {
  options::options_description group("Settings, also for the configuration file");
  for (const Setting& setting : setting_table()) {
    if (!setting.programs.has(program)) continue;
    std::string description(setting.meaning);
    if (!setting.default_text.empty()) {
      description += fmt::format(" Default: {}", setting.default_text);
    }
    group.add_options()(
        std::string(setting.name).c_str(),
        options::value<std::vector<std::string>>()->value_name(std::string(setting.placeholder)),
        description.c_str());
  }
  return group;
}

options::options_description all_options(const Interface& interface) {
  options::options_description all;
  all.add(interface.own).add(common_options()).add(setting_options(interface.program));
  all.add_options()(kPositionals, options::value<std::vector<std::string>>());
  return all;
}

std::string help_text(const Interface& interface) {
  std::ostringstream text;
  text << "Usage: " << name_of(interface.program) << ' ' << interface.usage << "\n\n"
       << interface.purpose << '\n';
  // 100 columns, half of them for the descriptions.
  options::options_description shown(100, 50);
  if (!interface.own.options().empty()) shown.add(interface.own);
  shown.add(common_options()).add(setting_options(interface.program));
  text << shown;
  return text.str();
}

std::vector<std::string> long_names(const options::options_description& description) {
  std::vector<std::string> names;
  for (const auto& option : description.options()) names.push_back(option->long_name());
  return names;
}

std::string text_of(const options::error& error, const options::options_description& known) {
  if (const auto* unknown = dynamic_cast<const options::unknown_option*>(&error)) {
    const std::string name = unknown->get_option_name();
    const auto begin = name.find_first_not_of('-');
    const std::string bare = begin == std::string::npos ? name : name.substr(begin);
    const auto nearest = nearest_name(bare, long_names(known));
    return fmt::format("unknown option `{}`{}; see --help", name,
                       nearest ? fmt::format("; did you mean `--{}`?", *nearest) : "");
  }
  return fmt::format("{}; see --help", error.what());
}

// The settings on the command line, in its order, so that a later one beats an earlier one.
Parsed<std::vector<Entry>> entries_of(const options::parsed_options& parsed) {
  std::vector<Entry> entries;
  for (const options::option& option : parsed.options) {
    if (option.value.empty()) continue;
    const std::string& value = option.value.front();
    if (option.string_key == "set") {
      const auto equals = value.find('=');
      const std::string name = value.substr(0, equals);
      if (find_setting(name) == nullptr) {
        return tl::unexpected(fmt::format("--set: unknown setting `{}`{}", name,
                                          did_you_mean(name, setting_names())));
      }
      if (equals == std::string::npos) {
        return tl::unexpected(fmt::format("--set: write {}=VALUE", name));
      }
      entries.push_back({name, value.substr(equals + 1), "--set"});
    } else if (find_setting(option.string_key) != nullptr) {
      entries.push_back({option.string_key, value, "--" + option.string_key});
    }
  }
  return entries;
}

// Puts `entries` over what the line has; a list given here replaces the list given before. Returns
// what is wrong, one line per wrong value.
std::string apply(const std::vector<Entry>& entries, CommandLine& line) {
  std::string complaints;
  std::map<std::string, std::vector<std::string>, std::less<>> places;
  for (const Entry& entry : entries) {
    const Setting& setting = *find_setting(entry.name);
    auto& given = places[entry.name];
    if (setting.is_list() && given.empty()) setting.clear(line.settings);
    if (!setting.is_list()) given.clear();
    given.push_back(entry.place);
    Problem problem;
    if (entry.value.find_first_of(std::string_view("#\n\r\0", 4)) != std::string::npos) {
      problem = "cannot hold `#`, a line end or NUL";
    } else {
      problem = setting.set(line.settings, entry.value);
    }
    if (!problem) continue;
    if (!complaints.empty()) complaints += '\n';
    complaints +=
        fmt::format("{}: {} {}, not `{}`", entry.place, entry.name, *problem, entry.value);
  }
  for (auto& [name, given] : places) line.places[name] = std::move(given);
  return complaints;
}

// The file to read; empty: none.
std::string config_file_of(const Interface& interface, const options::parsed_options& parsed,
                           const std::vector<Entry>& entries) {
  std::string file;
  for (const options::option& option : parsed.options) {
    if (option.string_key == "config" && !option.value.empty()) file = option.value.front();
  }
  if (!file.empty()) return file;
  for (const Entry& entry : entries) {
    if (entry.name == "root") return {};
  }
  std::error_code unreadable;  // a folder on the way that may not be entered: reading will say so
  const bool there = std::filesystem::exists(interface.default_config_file, unreadable);
  return there || unreadable ? interface.default_config_file : std::string();
}

// File, then command line, then what follows from both.
Line settle(const Interface& interface, const options::parsed_options& parsed) {
  CommandLine line;
  std::string complaints;
  const auto complain = [&complaints](const std::string& text) {
    if (!complaints.empty() && !text.empty()) complaints += '\n';
    complaints += text;
  };
  const auto given = entries_of(parsed);
  if (!given) complain(given.error());
  const std::vector<Entry> entries = given.value_or(std::vector<Entry>());

  const std::string file = config_file_of(interface, parsed, entries);
  if (!file.empty()) {
    const auto read = read_config_file(file);
    complain(read ? apply(*read, line) : read.error());
  }
  complain(apply(entries, line));
  complete(line.settings, line.places.count("root") != 0);
  if (!complaints.empty()) {
    return tl::unexpected(ConfigError{Fault::kConfiguration, complaints, line.settings});
  }
  return line;
}

// Requires: `all` outlives the result, which points to it.
options::parsed_options parse_arguments(const std::vector<std::string>& arguments,
                                        const options::options_description& all, bool lenient) {
  options::positional_options_description positionals;
  positionals.add(kPositionals, -1);
  options::command_line_parser parser(arguments);
  parser.options(all).positional(positionals).style(kStyle);
  if (lenient) parser.allow_unregistered();
  return parser.run();
}

// What can be known of the settings although the command line is wrong.
Settings understand(const Interface& interface, const std::vector<std::string>& arguments,
                    const options::options_description& all) {
  options::parsed_options parsed(&all);
  try {
    parsed = parse_arguments(arguments, all, true);
  } catch (const options::error&) {
    // Not even that: the file alone, or the defaults.
  }
  const Line line = settle(interface, parsed);
  return line ? line->settings : line.error().settings;
}

Line fill(const Interface& interface, const options::parsed_options& parsed) {
  options::variables_map map;
  options::store(parsed, map);
  options::notify(map);

  std::vector<std::string> positionals;
  if (map.count(kPositionals) != 0) positionals = map[kPositionals].as<std::vector<std::string>>();

  CommandLine line;
  if (map.count("help") != 0 || map.count("version") != 0) {
    line.request = Request::kPrint;
    line.positionals = std::move(positionals);
    line.text = map.count("help") != 0 ? help_text(interface)
                                       : fmt::format("{} (Finalhop) {}\n",
                                                     name_of(interface.program), FINALHOP_VERSION);
    line.own = std::move(map);
    return line;
  }
  auto settled = settle(interface, parsed);
  if (!settled) return settled;
  line = std::move(*settled);
  line.positionals = std::move(positionals);
  if (!line.positionals.empty() && !interface.takes_positionals) {
    return tl::unexpected(
        ConfigError{Fault::kUsage,
                    fmt::format("unexpected argument `{}`; see --help", line.positionals.front()),
                    line.settings});
  }
  line.own = std::move(map);
  if (line.own.count("print-config") != 0) {
    line.request = Request::kPrint;
    line.text = print_settings(line.settings);
  } else if (line.own.count("check-config") != 0) {
    line.request = Request::kCheckConfig;
  }
  return line;
}

}  // namespace

Line read_command_line(const Interface& interface, int argc, const char* const* argv) {
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  const options::options_description all = all_options(interface);
  try {
    return fill(interface, parse_arguments(arguments, all, false));
  } catch (const options::error& error) {
    return tl::unexpected(
        ConfigError{Fault::kUsage, text_of(error, all), understand(interface, arguments, all)});
  }
}

std::string complaint(const CommandLine& line, std::string_view setting, std::string_view problem,
                      std::size_t index) {
  const auto found = line.places.find(setting);
  const std::string place = found != line.places.end() && index < found->second.size()
                                ? found->second[index]
                                : std::string("default");
  return fmt::format("{}: {} {}", place, setting, problem);
}

}  // namespace config
