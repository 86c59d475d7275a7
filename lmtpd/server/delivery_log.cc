#include "lmtpd/server/delivery_log.h"

#include "mailbox/printable.h"

#include <fmt/format.h>
#include <spdlog/logger.h>

#include <string>

namespace lmtp {
namespace {

using mailbox::Outcome;
using mailbox::printable;

constexpr std::size_t kTextOctetsMax = 255;

// ` name="text"`, in which no quote ends it; nothing for an empty text.
std::string quoted(std::string_view name, std::string_view text) {
  if (text.empty()) return {};
  std::string line;
  for (const char octet : printable(text.substr(0, kTextOctetsMax))) {
    if (octet == '"') line += '\\';
    line += octet;
  }
  return fmt::format(" {}=\"{}\"", name, line);
}

// 4.3.x is ours to mend; the rest is the sender's or the recipient's to act on.
spdlog::level::level_enum level_of(const Outcome& outcome) {
  if (outcome.success()) return outcome.detail.empty() ? spdlog::level::info : spdlog::level::warn;
  const bool ours = outcome.status.temporary() && outcome.status.subject == 3;
  return ours ? spdlog::level::err : spdlog::level::warn;
}

std::string mailboxes_of(const mailbox::Route& route) {
  std::string names;
  for (const mailbox::Destination& destination : route.destinations) {
    if (!names.empty()) names += ',';
    names += to_string(destination.mailbox.address);
  }
  return printable(names);
}

std::string detail_of(const Outcome& outcome) {
  if (outcome.success() && outcome.detail.empty()) return {};
  return fmt::format(" reason=\"{}\" detail=\"{}\"", printable(outcome.reason),
                     printable(outcome.detail));
}

std::string from_and_to(const mailbox::ReversePath& from, const std::string& to) {
  return fmt::format("from=<{}> to=<{}>", printable(to_string(from)), printable(to));
}

// Where it came from, as far as the trace fields tell more than the session.
std::string origin_of(const mailbox::Delivery& delivery) {
  const mailbox::Reception& reception = delivery.reception;
  const mailbox::ForwardedClient& client = reception.forwarded;
  std::string name = client.name;
  if (!client.address.empty()) {
    name = fmt::format("{} [{}]", name.empty() ? "unknown" : name, client.address);
  }
  return quoted("queue", client.queue_id) + quoted("client", name) +
         quoted("orcpt", delivery.original_recipient) + quoted("user", reception.user);
}

}  // namespace

void log_delivery(spdlog::logger& log, const mailbox::Delivery& delivery,
                  const mailbox::DeliveryReport& report, std::chrono::milliseconds taken,
                  bool late) {
  std::string paths;
  std::uint64_t octets = 0;
  for (const mailbox::Stored& copy : report.copies) {
    paths += " path=" + printable(copy.path);  // file names have commas
    octets += copy.octets;
  }
  log.log(level_of(report.outcome),
          "delivery id={} {} mailbox={} status={} octets={} ms={}{}{}{}{}", delivery.id.text,
          from_and_to(delivery.reverse_path, delivery.original_to), mailboxes_of(delivery.route),
          to_string(report.outcome.status), octets, taken.count(), paths, origin_of(delivery),
          detail_of(report.outcome), late ? " late=\"answered 451 before\"" : "");
}

void log_refused_recipient(spdlog::logger& log, const mailbox::ReversePath& from,
                           const mailbox::ForwardPath& to, const Outcome& outcome) {
  // An unknown recipient is everyday business.
  const auto level = outcome.status.permanent() ? spdlog::level::info : level_of(outcome);
  log.log(level, "recipient refused {} status={}{}", from_and_to(from, to_string(to)),
          to_string(outcome.status), detail_of(outcome));
}

void log_ignored_quota(spdlog::logger& log, const mailbox::ReversePath& from,
                       const mailbox::ForwardPath& to) {
  log.info("quota ignored {}", from_and_to(from, to_string(to)));
}

void log_log_in(spdlog::logger& log, std::string_view user, const Peer& peer,
                const Outcome& outcome, std::chrono::milliseconds delayed) {
  log.log(level_of(outcome), "log-in{} {} status={} delayed-ms={}{}", quoted("user", user),
          to_log(peer), to_string(outcome.status), delayed.count(), detail_of(outcome));
}

void log_unparsable_sender(spdlog::logger& log, std::string_view given) {
  log.info("sender taken for <> because it is no address given=\"{}\"", given);
}

void log_refused_mail(spdlog::logger& log, const mailbox::ReversePath& from,
                      const Outcome& outcome) {
  log.log(level_of(outcome), "mail refused from=<{}> status={}{}", printable(to_string(from)),
          to_string(outcome.status), detail_of(outcome));
}

void log_refused_content(spdlog::logger& log, const mailbox::ReversePath& from,
                         const Outcome& outcome) {
  log.log(level_of(outcome), "content refused from=<{}> status={}{}", printable(to_string(from)),
          to_string(outcome.status), detail_of(outcome));
}

}  // namespace lmtp
