#include "mailboxctl/explain_command.h"

#include "lmtpd/protocol/outcome_reply.h"
#include "mailbox/route.h"
#include "mailbox/sqlite_directory.h"
#include "mailboxctl/site.h"

#include <fmt/format.h>

namespace mailboxctl {

namespace {

using mailbox::Result;

// A name without a domain is what `RCPT TO:<Postmaster>` and `deliver -d bob` have.
Result<mailbox::ForwardPath> parse_path(const std::string& argument) {
  if (argument.find('@') == std::string::npos && !argument.empty()) {
    auto path = mailbox::parse_forward_path("<" + argument + ">", mailbox::Utf8::kAllowed);
    if (path) return path;
    return mailbox::ForwardPath{mailbox::Address{argument, ""}};
  }
  auto address = parse_argument(argument);
  if (!address) return failure_of(address);
  return mailbox::ForwardPath{*std::move(address)};
}

std::string reply_text(const mailbox::Outcome& outcome) {
  std::string wire = lmtp::to_wire(lmtp::reply_for(outcome));
  while (!wire.empty() && (wire.back() == '\n' || wire.back() == '\r')) wire.pop_back();
  return wire;
}

// Adds one destination to the answer.
Result<void> tell(const mailbox::Destination& destination, const MailboxPaths& paths,
                  Answer& answer) {
  auto path = paths.path_of(destination.mailbox);
  if (!path) return failure_of(path);
  const std::string address = to_string(destination.mailbox.address);
  answer.text += fmt::format("mailbox {}: {}", address, *path);
  if (!destination.detail.empty()) answer.text += fmt::format(" (detail {})", destination.detail);
  answer.text += "\n";
  answer.json["mailboxes"].push_back(
      {{"address", address}, {"path", *path}, {"detail", destination.detail}});
  return {};
}

}  // namespace

Result<Answer> explain(const Invocation& invocation) {
  const config::Settings& settings = invocation.settings;
  auto path = parse_path(invocation.arguments.at(0));
  if (!path) return failure_of(path);
  auto paths = MailboxPaths::of(settings);
  if (!paths) return failure_of(paths);
  mailbox::SqliteDirectory directory(settings.database, settings.limits.database_busy);
  auto route = mailbox::resolve(directory, *path, {settings.default_domain, settings.limits});
  if (!route) return failure_of(route);

  Answer answer;
  answer.json = {
      {"address", invocation.arguments.at(0)},    {"status", to_string(route->outcome.status)},
      {"reply", reply_text(route->outcome)},      {"detail", route->outcome.detail},
      {"steps", nlohmann::ordered_json::array()}, {"mailboxes", nlohmann::ordered_json::array()}};
  for (const mailbox::RouteStep& step : route->steps) {
    answer.text += fmt::format("step {}: {}\n", step.address, step.text);
    answer.json["steps"].push_back({{"address", step.address}, {"text", step.text}});
  }
  for (const mailbox::Destination& destination : route->destinations) {
    auto told = tell(destination, *paths, answer);
    if (!told) return failure_of(told);
  }
  answer.text += fmt::format("reply to RCPT: {}\n", reply_text(route->outcome));
  if (!route->outcome.detail.empty()) {
    answer.text += fmt::format("because {}\n", route->outcome.detail);
  }
  return answer;
}

}  // namespace mailboxctl
