// mailboxctl: administration of the directory. This file is its table of contents: every command
// is a row.
#include "config/command_line.h"
#include "mailbox/mail_root.h"
#include "mailboxctl/alias_commands.h"
#include "mailboxctl/command_words.h"
#include "mailboxctl/domain_commands.h"
#include "mailboxctl/explain_command.h"
#include "mailboxctl/init_command.h"
#include "mailboxctl/output.h"
#include "mailboxctl/user_commands.h"

#include <algorithm>
#include <array>
#include <exception>
#include <iostream>

namespace mailboxctl {

namespace {

constexpr auto kCommands = std::to_array<Command>({
    {"init", "", 0, 0, "Make the database and the folders; migrate an older database.",
     "mailboxctl --root /srv/mail init", init},
    {"domain add", "DOMAIN", 1, 1, "Accept mail for a domain.", "mailboxctl domain add example.net",
     add_domain},
    {"domain list", "", 0, 0, "List the domains.", "mailboxctl domain list --json", list_domains},
    {"domain remove", "DOMAIN", 1, 1, "Remove a domain that nobody uses.",
     "mailboxctl domain remove example.net", remove_domain},
    {"user add", "ADDRESS", 1, 1, "Make a mailbox.", "mailboxctl user add ann@example.net",
     add_user},
    {"user list", "", 0, 0, "List the mailboxes.", "mailboxctl user list --json", list_users},
    {"user show", "ADDRESS", 1, 1, "Show one mailbox: address, path, format and the rest.",
     "mailboxctl user show ann@example.net --json", show_user},
    {"user remove", "ADDRESS", 1, 1, "Remove a mailbox; the mail that is stored stays.",
     "mailboxctl user remove ann@example.net", remove_user},
    {"user enable", "ADDRESS", 1, 1, "Take mail for a mailbox again.",
     "mailboxctl user enable ann@example.net", enable_user},
    {"user disable", "ADDRESS", 1, 1, "Refuse mail for a mailbox.",
     "mailboxctl user disable ann@example.net", disable_user},
    {"user passwd", "ADDRESS", 1, 1, "Set the password; asks for it, or reads it with --stdin.",
     "mailboxctl user passwd ann@example.net", set_user_password},
    {"alias add", "ADDRESS TARGET…", 2, kAnyNumber,
     "Deliver mail for ADDRESS to each TARGET. @DOMAIN is the catch-all.",
     "mailboxctl alias add sales@example.net ann@example.net bob@example.net", add_alias},
    {"alias list", "", 0, 0, "List the aliases.", "mailboxctl alias list --json", list_aliases},
    {"alias remove", "ADDRESS", 1, 1, "Remove an alias with all its targets.",
     "mailboxctl alias remove sales@example.net", remove_alias},
    {"explain", "ADDRESS", 1, 1, "Show how it is resolved, its mailboxes, and RCPT's reply.",
     "mailboxctl explain sales+spring@example.net", explain},
});

config::Interface make_interface() {
  config::Interface interface;
  interface.program = config::Program::kMailboxctl;
  interface.usage = "COMMAND [ARGUMENT]… [OPTION]…";
  interface.purpose =
      "Administers the domains, mailboxes and aliases of Finalhop.\n\n" + command_list(kCommands) +
      "\n`mailboxctl COMMAND --help` shows an example. Exit status: 0 done; 1 refused, or not "
      "there;\n"
      "64 wrong usage; 75 trouble with database or disk, try again; 78 wrong configuration.\n";
  interface.own.add_options()("json", "print JSON, failures too")(
      "stdin", "user passwd: read the password from standard input");
  interface.takes_positionals = true;
  return interface;
}

// What only this program can check of the settings.
std::string check_settings(const config::CommandLine& line) {
  auto mailbox_path = mailbox::PathTemplate::parse(line.settings.mailbox_path);
  if (mailbox_path) return {};
  return config::complaint(line, "mailbox-path", "is wrong: " + mailbox_path.error().text);
}

int print(const config::CommandLine& line) {
  const bool help = line.own.count("help") != 0;
  if (help && !line.positionals.empty()) {
    if (auto found = find_command(kCommands, line.positionals)) {
      std::cout << command_help(*found->command);
      return kDone;
    }
  }
  std::cout << line.text;
  return kDone;
}

int run_command(const config::CommandLine& line, const Output& output) {
  auto found = find_command(kCommands, line.positionals);
  if (!found) return output.usage(found.error());
  if (const std::string complaint = check_arguments(*found); !complaint.empty()) {
    return output.usage(complaint);
  }
  auto answer = found->command->run(
      {line.settings, std::move(found->arguments), line.own.count("stdin") != 0});
  return answer ? output.answer(*answer) : output.failure(answer.error());
}

// For failures of the command line itself, which is then not understood.
bool wants_json(int argc, const char* const* argv) {
  return std::any_of(argv, argv + argc, [](std::string_view word) { return word == "--json"; });
}

int run(int argc, const char* const* argv) {
  auto line = config::read_command_line(make_interface(), argc, argv);
  const Output output(wants_json(argc, argv));
  if (!line) {
    return line.error().fault == config::Fault::kUsage ? output.usage(line.error().text)
                                                       : output.configuration(line.error().text);
  }
  if (line->request == config::Request::kPrint) return print(*line);
  if (const std::string complaint = check_settings(*line); !complaint.empty()) {
    return output.configuration(complaint);
  }
  if (line->request == config::Request::kCheckConfig) {
    return output.answer({"the settings are right\n", {{"settings", "right"}}});
  }
  return run_command(*line, output);
}

}  // namespace

}  // namespace mailboxctl

int main(int argc, char** argv) {
  try {
    return mailboxctl::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "mailboxctl: " << error.what() << "\n";
    return mailboxctl::kTemporary;
  }
}
