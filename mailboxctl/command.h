// command.h: what a command is, what it is given, and what it gives back.
//
// Shape       a command is a row of the table in main.cc; its function turns an Invocation into an
//             Answer, which is printed as text or, with --json, as JSON. Commands print nothing
//             themselves
// Errors      a refusal (class 5) or trouble (class 4), with a text that says what to do
#pragma once

#include "config/settings.h"
#include "mailbox/result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mailboxctl {

struct Invocation {
  config::Settings settings;
  std::vector<std::string> arguments;  // behind the command's words; as many as the command takes
  bool password_from_input = false;    // --stdin
};

struct Answer {
  std::string text;  // lines, each with its end
  nlohmann::ordered_json json;
};

using CommandFunction = mailbox::Result<Answer> (*)(const Invocation&);

inline constexpr std::size_t kAnyNumber = static_cast<std::size_t>(-1);

struct Command {
  std::string_view words;      // "user add"
  std::string_view arguments;  // "ADDRESS", for --help
  std::size_t arguments_min;
  std::size_t arguments_max;
  std::string_view purpose;  // one sentence
  std::string_view example;
  CommandFunction run;
};

}  // namespace mailboxctl
