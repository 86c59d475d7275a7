// command_words.h: finds the command that the words of a command line begin with.
//
// Errors      a usage complaint that names the nearest command, or those that there are
#pragma once

#include "mailboxctl/command.h"

#include <tl/expected.hpp>

#include <span>
#include <string>
#include <vector>

namespace mailboxctl {

struct FoundCommand {
  const Command* command = nullptr;
  std::vector<std::string> arguments;
};

// The arguments are not counted yet.
[[nodiscard]] tl::expected<FoundCommand, std::string> find_command(
    std::span<const Command> commands, const std::vector<std::string>& words);

// What is wrong with the number of arguments; empty if nothing is.
[[nodiscard]] std::string check_arguments(const FoundCommand& found);

// The paragraph of --help that lists them all.
[[nodiscard]] std::string command_list(std::span<const Command> commands);

// What `mailboxctl COMMAND --help` prints.
[[nodiscard]] std::string command_help(const Command& command);

}  // namespace mailboxctl
