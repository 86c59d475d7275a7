// deliver: one message from standard input into a mailbox, for MTAs that run a command.
#include "config/command_line.h"
#include "deliver/arguments.h"
#include "deliver/exit_status.h"
#include "deliver/invocation.h"
#include "deliver/run.h"
#include "deliver/verdict.h"
#include "mailbox/clock.h"
#include "mailbox/mail_root.h"
#include "mailbox/posix_filesystem.h"
#include "mailbox/sqlite_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

namespace deliver {
namespace {

config::Interface interface() {
  return {
      config::Program::kDeliver, "[OPTION]… < MESSAGE",
      "Puts one message into a mailbox. The exit status is the answer: 0 stored durably, 75 try\n"
      "again later; 65, 67, 69, 73 and 77 refused. A failure's first line of output begins with\n"
      "the enhanced status code.\n",
      argument_options()};
}

void say(std::FILE* stream, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stream);
}

ExitStatus usage_exit_status(const config::Settings& settings) {
  return settings.usage_exit_status == "64" ? ExitStatus::kUsage : ExitStatus::kTemporaryFailure;
}

// Our own mistakes: the message stays queued until they are corrected.
ExitStatus refuse_to_run(std::string detail, ExitStatus exit_status) {
  say(stderr, text_of(Verdict{
                  mailbox::outcome_of(mailbox::status::kMisconfigured, std::move(detail)), {}}));
  return exit_status;
}

ExitStatus refuse_to_run(const config::ConfigError& error, bool checking) {
  if (checking) {
    say(stderr, error.text + '\n');
    return ExitStatus::kConfiguration;
  }
  return refuse_to_run(error.text, error.fault == config::Fault::kUsage
                                       ? usage_exit_status(error.settings)
                                       : ExitStatus::kTemporaryFailure);
}

ExitStatus check_settings(const config::CommandLine& line) {
  const auto path = mailbox::PathTemplate::parse(line.settings.mailbox_path);
  if (path) {
    say(stdout, "deliver: the settings are good\n");
    return ExitStatus::kDelivered;
  }
  say(stderr, config::complaint(line, "mailbox-path", "is wrong: " + path.error().text) + '\n');
  return ExitStatus::kConfiguration;
}

ExitStatus deliver_message(const config::CommandLine& line) {
  const config::Settings& settings = line.settings;
  const auto arguments = arguments_of(line.own);
  if (!arguments) return refuse_to_run(arguments.error(), usage_exit_status(settings));
  const std::string invoker = login_name();
  if (!arguments->user && invoker.empty()) {
    return refuse_to_run("the invoking user has no name; say -d USER",
                         ExitStatus::kTemporaryFailure);
  }
  mailbox::PosixFilesystem filesystem;
  const mailbox::SystemClock clock;
  mailbox::SqliteDirectory directory(settings.database, settings.limits.database_busy);
  const Verdict verdict =
      run(*arguments, settings, Surroundings{filesystem, clock, directory, invoker});
  say(stderr, text_of(verdict));
  return exit_status_for(verdict, arguments->noperm_on_rejection);
}

ExitStatus answer(int argc, const char* const* argv) {
  const auto line = config::read_command_line(interface(), argc, argv);
  if (!line) {
    const bool checking = std::any_of(
        argv, argv + argc, [](std::string_view argument) { return argument == "--check-config"; });
    return refuse_to_run(line.error(), checking);
  }
  switch (line->request) {
    case config::Request::kPrint:
      say(stdout, line->text);
      return ExitStatus::kDelivered;
    case config::Request::kCheckConfig:
      return check_settings(*line);
    case config::Request::kRun:
      return deliver_message(*line);
  }
  return ExitStatus::kTemporaryFailure;
}

}  // namespace
}  // namespace deliver

int main(int argc, char** argv) {
  deliver::hold_standard_descriptors();
  std::signal(SIGPIPE, SIG_IGN);  // a caller that does not listen must not stop a delivery
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is an error of write, with its own status
  try {
    return static_cast<int>(deliver::answer(argc, argv));
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "4.3.0 Temporary system trouble, try again later\ndeliver: %s\n",
                 exception.what());
    return static_cast<int>(deliver::ExitStatus::kTemporaryFailure);
  }
}
