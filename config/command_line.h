// command_line.h: what one program was asked to do, from its command line and the configuration
// file.
//
//   config::Interface interface{Program::kDeliver, "[OPTION]…", own_options};
//   auto line = config::read_command_line(interface, argc, argv);
//   if (!line) { complain(line.error().text); … }
//   switch (line->request) { kRun, kCheckConfig: …; kPrint: print line->text, exit 0 }
//
// Every program has --config/-c, --root, --set/-o, --check-config, --print-config, --version and
// --help, and one option for each setting that concerns it. The command line beats the file, the
// file beats the defaults. Names cannot be abbreviated: scripts must not break when an option is
// added.
//
// Shape       the file is --config's; otherwise /etc/finalhop/finalhop.conf if it is there and no
// --root
//             is given
// Errors      kUsage: the command line is wrong; kConfiguration: a setting or the file is wrong.
// The text
//             names file and line, or the option. Nothing throws
#pragma once

#include "config/program.h"
#include "config/settings.h"

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <tl/expected.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace config {

inline constexpr std::string_view kDefaultConfigFile = "/etc/finalhop/finalhop.conf";

// What is special about a program.
struct Interface {
  Program program = Program::kLmtpd;
  std::string usage;    // behind the program's name in the first line of --help
  std::string purpose;  // the paragraph below it
  boost::program_options::options_description own;  // its own options
  bool takes_positionals = false;
  std::string default_config_file{kDefaultConfigFile};
};

enum class Request {
  kRun,
  kCheckConfig,  // check what is left to check, say so, exit 0 or 78
  kPrint,        // print `text` and exit 0: --help, --version, --print-config
};

struct CommandLine {
  Request request = Request::kRun;
  std::string text;  // of kPrint, with its last line end
  Settings settings;
  boost::program_options::variables_map own;
  std::vector<std::string> positionals;
  // Where each setting was given: "FILE:LINE" or "--name"; one place per value of a list. Not in
  // it: the default holds.
  std::map<std::string, std::vector<std::string>, std::less<>> places;
};

enum class Fault { kUsage, kConfiguration };

struct ConfigError {
  Fault fault = Fault::kUsage;
  std::string text;  // one or more lines, without the program's name
  // As far as they could be understood, for a program whose exit status is a setting.
  Settings settings;
};

[[nodiscard]] tl::expected<CommandLine, ConfigError> read_command_line(const Interface& interface,
                                                                       int argc,
                                                                       const char* const* argv);

// "finalhop.conf:7: mailbox-path must be relative": for checks that only the program can make.
// `problem` is the rest of a sentence that begins with the name; `index` counts a list's values.
[[nodiscard]] std::string complaint(const CommandLine& line, std::string_view setting,
                                    std::string_view problem, std::size_t index = 0);

}  // namespace config
