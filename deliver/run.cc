#include "deliver/run.h"

#include "deliver/message_input.h"
#include "deliver/recipient.h"
#include "deliver/sender.h"
#include "mailbox/delivery.h"
#include "mailbox/errno_status.h"
#include "mailbox/maildir.h"
#include "mailbox/printable.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <utility>

namespace deliver {

namespace {

using mailbox::failure_of;
using mailbox::Result;

struct CloseStream {
  void operator()(std::FILE* stream) const { std::fclose(stream); }
};

class Run {
 public:
  Run(const Arguments& arguments, const config::Settings& settings,
      const Surroundings& surroundings)
      : arguments_(arguments),
        settings_(settings),
        surroundings_(surroundings),
        budget_(settings.limits.message_memory_octets_total) {}

  [[nodiscard]] Verdict end();

 private:
  [[nodiscard]] Result<mailbox::Outcome> deliver_message();
  [[nodiscard]] Result<MessageInput> read_input();
  [[nodiscard]] Result<mailbox::MailRoot> open_mail_root();
  [[nodiscard]] Result<mailbox::Route> find_route(const Recipient& recipient);
  [[nodiscard]] mailbox::ReversePath reverse_path(const MessageInput& input);

  const Arguments& arguments_;
  const config::Settings& settings_;
  const Surroundings& surroundings_;
  mailbox::MemoryBudget budget_;
  std::string public_recipient_;  // as the sender knows it; empty until it is known
  std::vector<std::string> warnings_;
};

Verdict Run::end() {
  auto outcome = deliver_message();
  Verdict verdict{outcome ? std::move(*outcome) : mailbox::outcome_of(outcome.error()),
                  std::move(warnings_)};
  if (verdict.outcome.status.permanent() && !public_recipient_.empty()) {
    verdict.outcome.reason += ": " + public_recipient_;
  }
  return verdict;
}

// The message is read before anything else is asked: its writer is to hear our status, no SIGPIPE.
Result<mailbox::Outcome> Run::deliver_message() {
  auto input = read_input();
  if (!input) return failure_of(input);
  auto recipient = read_recipient(arguments_, surroundings_.login_name, settings_.default_domain,
                                  surroundings_.directory);
  if (!recipient) return failure_of(recipient);
  public_recipient_ = recipient->original_to;
  for (std::string& warning : recipient->warnings) warnings_.push_back(std::move(warning));

  auto route = find_route(*recipient);
  if (!route) return failure_of(route);
  if (!route->outcome.success()) return route->outcome;
  auto mail_root = open_mail_root();
  if (!mail_root) return failure_of(mail_root);

  const mailbox::Delivery delivery{
      mailbox::make_delivery_id(surroundings_.clock), reverse_path(*input), recipient->original_to,
      std::move(*route),
      mailbox::Reception{"", "", settings_.host_name, "local", surroundings_.clock.now()}};
  return mailbox::deliver(*mail_root, delivery, input->message, settings_.limits).outcome;
}

Result<MessageInput> Run::read_input() {
  mailbox::MessageWriter writer(
      surroundings_.filesystem, budget_,
      mailbox::SpoolSettings{settings_.spool, settings_.limits.message_memory_octets},
      mailbox::LineEnd::kFirstLine);
  const std::uint64_t octets_max = settings_.limits.message_octets;
  if (!arguments_.file) {
    return read_message(stdin, "standard input", std::move(writer), octets_max);
  }
  const std::unique_ptr<std::FILE, CloseStream> file(std::fopen(arguments_.file->c_str(), "rb"));
  if (!file) return tl::unexpected(mailbox::error_of_errno(errno, "open", *arguments_.file));
  return read_message(file.get(), *arguments_.file, std::move(writer), octets_max);
}

Result<mailbox::Route> Run::find_route(const Recipient& recipient) {
  auto route =
      mailbox::resolve(surroundings_.directory, recipient.path,
                       mailbox::ResolveSettings{settings_.default_domain, settings_.limits});
  if (!route) return route;
  if (auto name = mailbox::maildir_folder_name(arguments_.folder); !name) {
    // Callers pass what the sender wrote (`-m ${extension}`): he can mend it.
    route->outcome = {name.error().status, "Bad folder name", name.error().text};
  }
  for (mailbox::Destination& destination : route->destinations) {
    destination.folder = arguments_.folder;
  }
  return route;
}

Result<mailbox::MailRoot> Run::open_mail_root() {
  auto path = mailbox::PathTemplate::parse(settings_.mailbox_path);
  if (!path) return failure_of(path);
  mailbox::MailRoot mail_root(
      surroundings_.filesystem, surroundings_.clock,
      mailbox::MailRootSettings{settings_.mail_root, std::move(*path), settings_.host_name});
  auto free_octets = mail_root.free_octets();
  if (!free_octets) return failure_of(free_octets);
  if (*free_octets < settings_.limits.free_octets_floor) {
    return mailbox::failure(
        mailbox::status::kSystemFull,
        fmt::format("{} octets are free on {}; min-free-space asks for {}", *free_octets,
                    settings_.mail_root, settings_.limits.free_octets_floor));
  }
  return mail_root;
}

mailbox::ReversePath Run::reverse_path(const MessageInput& input) {
  const auto& text = arguments_.sender ? arguments_.sender : input.from_line_sender;
  Sender sender = read_sender(text.value_or(""), settings_.host_name);
  if (!sender.warning.empty()) warnings_.push_back(std::move(sender.warning));
  return std::move(sender.path);
}

}  // namespace

Verdict run(const Arguments& arguments, const config::Settings& settings,
            const Surroundings& surroundings) {
  return Run(arguments, settings, surroundings).end();
}

}  // namespace deliver
