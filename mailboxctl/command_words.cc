#include "mailboxctl/command_words.h"

#include "config/nearest_name.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace mailboxctl {

namespace {

std::string_view noun_of(const Command& command) {
  return command.words.substr(0, command.words.find(' '));
}

std::vector<std::string> names_of(std::span<const Command> commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.emplace_back(command.words);
  return names;
}

// "add, list, remove" of one noun; empty: there is no such noun.
std::vector<std::string> verbs_of(std::span<const Command> commands, std::string_view noun) {
  std::vector<std::string> verbs;
  for (const Command& command : commands) {
    if (noun_of(command) == noun && command.words != noun) {
      verbs.emplace_back(command.words.substr(noun.size() + 1));
    }
  }
  return verbs;
}

std::string unknown(std::span<const Command> commands, const std::vector<std::string>& words) {
  const std::string& noun = words.front();
  const std::vector<std::string> verbs = verbs_of(commands, noun);
  if (!verbs.empty() && words.size() == 1) {
    return fmt::format("`{}` needs one of: {}", noun, fmt::join(verbs, ", "));
  }
  const std::string two = words.size() > 1 ? noun + " " + words[1] : noun;
  auto nearest = config::nearest_name(two, names_of(commands));
  if (!nearest) nearest = config::nearest_name(noun, names_of(commands));
  if (nearest) return fmt::format("unknown command `{}`; did you mean `{}`?", two, *nearest);
  if (!verbs.empty()) {
    return fmt::format("unknown command `{}`: `{}` needs one of: {}", two, noun,
                       fmt::join(verbs, ", "));
  }
  return fmt::format("unknown command `{}`; see mailboxctl --help", noun);
}

std::string usage_of(const Command& command) {
  return fmt::format("mailboxctl {}{}{}", command.words, command.arguments.empty() ? "" : " ",
                     command.arguments);
}

}  // namespace

tl::expected<FoundCommand, std::string> find_command(std::span<const Command> commands,
                                                     const std::vector<std::string>& words) {
  if (words.empty()) return tl::unexpected(std::string("no command given; see mailboxctl --help"));
  for (const Command& command : commands) {
    const bool one_word = noun_of(command) == command.words;
    const std::size_t length = one_word ? 1 : 2;
    if (words.size() < length) continue;
    const std::string candidate = one_word ? words[0] : words[0] + " " + words[1];
    if (candidate != command.words) continue;
    const auto behind = words.begin() + static_cast<std::ptrdiff_t>(length);
    return FoundCommand{&command, {behind, words.end()}};
  }
  return tl::unexpected(unknown(commands, words));
}

std::string check_arguments(const FoundCommand& found) {
  const Command& command = *found.command;
  const std::size_t given = found.arguments.size();
  if (given >= command.arguments_min && given <= command.arguments_max) return {};
  const std::string complaint =
      given < command.arguments_min
          ? fmt::format("`{}` needs more: {}", command.words, command.arguments)
          : fmt::format("`{}` takes no `{}`", command.words,
                        found.arguments.at(command.arguments_max));
  return fmt::format("{}; write {}, for example `{}`", complaint, usage_of(command),
                     command.example);
}

std::string command_list(std::span<const Command> commands) {
  std::string list = "Commands:\n";
  for (const Command& command : commands) {
    list += fmt::format("  {:<28}{}\n", fmt::format("{} {}", command.words, command.arguments),
                        command.purpose);
  }
  return list;
}

std::string command_help(const Command& command) {
  return fmt::format(
      "Usage: {} [OPTION]…\n\n{}\n\nExample:\n  {}\n\nOptions are those of `mailboxctl --help`; "
      "they "
      "may stand before or after the command.\n",
      usage_of(command), command.purpose, command.example);
}

}  // namespace mailboxctl
