#include "mailbox/delivery.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace mailbox {

namespace {

Trace trace_for(const Delivery& delivery, const Destination& destination) {
  return Trace{delivery.reverse_path, to_string(destination.mailbox.address),
               delivery.original_to,  delivery.reception,
               delivery.id,           delivery.original_recipient};
}

bool names_mailbox(const std::string& delivered_to, const MailboxRecord& mailbox) {
  const auto address = parse_address(delivered_to, Utf8::kAllowed);
  if (!address) return false;
  const auto key = address_key(*address);
  return key && *key == mailbox.key;
}

// RFC 5321 §6.3 and RFC 9228 §4. A message goes round when it has passed too many hosts, or was put
// into the same mailbox before. What loops is delivered to no destination of this recipient.
Result<void> check_loop(const Route& route, const HeaderFacts& header, const Limits& limits) {
  if (header.received_fields > limits.header_received_fields) {
    return failure(status::kMailLoop,
                   fmt::format("{} Received fields, over the limit of {}", header.received_fields,
                               limits.header_received_fields));
  }
  for (const Destination& destination : route.destinations) {
    const bool delivered_before = std::any_of(
        header.delivered_to.begin(), header.delivered_to.end(),
        [&](const std::string& field) { return names_mailbox(field, destination.mailbox); });
    if (delivered_before) {
      return failure(status::kMailLoop, fmt::format("the message was delivered to {} before",
                                                    to_string(destination.mailbox.address)));
    }
  }
  return {};
}

Error named_after(const std::string& mailbox, const Error& error) {
  return Error{error.status, fmt::format("{}: {}", mailbox, error.text)};
}

// What may be delivered at all.
Outcome check(const Delivery& delivery, const HeaderFacts& header, const Limits& limits) {
  const Route& route = delivery.route;
  if (!route.outcome.success()) return route.outcome;
  if (route.destinations.empty()) {
    return outcome_of(status::kMisconfigured, "a route without a destination");
  }
  const auto checked = check_loop(route, header, limits);
  return checked ? route.outcome : outcome_of(checked.error());
}

Result<std::unique_ptr<StagedMail>> stage_copy(const MailRoot& mail_root, const Delivery& delivery,
                                               const Destination& destination,
                                               const Message& message) {
  auto mailbox = mail_root.open(destination);
  if (!mailbox) return failure_of(mailbox);
  return (*mailbox)->stage(trace_for(delivery, destination), message);
}

}  // namespace

tl::expected<StagedDelivery, DeliveryReport> stage(MailRoot& mail_root, const Delivery& delivery,
                                                   const Message& message, const Limits& limits) {
  const auto refuse = [&](Outcome outcome) {
    return tl::unexpected(DeliveryReport{delivery.id, std::move(outcome), {}});
  };
  Outcome checked = check(delivery, message.header(), limits);
  if (!checked.success()) return refuse(std::move(checked));
  std::vector<StagedDelivery::Copy> copies;
  for (const Destination& destination : delivery.route.destinations) {
    std::string mailbox = to_string(destination.mailbox.address);
    auto mail = stage_copy(mail_root, delivery, destination, message);
    if (!mail) return refuse(outcome_of(named_after(mailbox, mail.error())));
    copies.push_back({std::move(mailbox), std::move(*mail), {}});
  }
  return StagedDelivery(delivery.id, checked.detail, std::move(copies));
}

DeliveryReport StagedDelivery::publish() {
  DeliveryReport report{id_, outcome_of(status::kOk, remark_), {}};
  for (std::size_t index = 0; index < copies_.size(); ++index) {
    Copy& copy = copies_[index];
    auto published = copy.mail->publish();
    if (!published) {
      report = {id_, outcome_of(named_after(copy.mailbox, published.error())), {}};
      withdraw(index, report);
      return report;
    }
    copy.stored = *published;
    report.copies.push_back(std::move(*published));
  }
  return report;
}

DeliveryReport StagedDelivery::withdraw() {
  DeliveryReport report{id_, outcome_of(status::kHeldBack), {}};
  withdraw(copies_.size(), report);
  return report;
}

void StagedDelivery::withdraw(std::size_t count, DeliveryReport& report) {
  for (std::size_t index = 0; index < count; ++index) {
    const Copy& copy = copies_[index];
    const auto withdrawn = copy.mail->withdraw();
    if (withdrawn && *withdrawn) continue;
    // It will be sent again, and this mailbox then gets a second copy (RFC 5321 §6.1).
    if (!report.outcome.detail.empty()) report.outcome.detail += "; ";
    report.outcome.detail +=
        withdrawn ? fmt::format("{} keeps a copy: a reader was quicker", copy.mailbox)
                  : fmt::format("{} may keep a copy: {}", copy.mailbox, withdrawn.error().text);
    report.copies.push_back(copy.stored);
  }
}

DeliveryReport deliver(MailRoot& mail_root, const Delivery& delivery, const Message& message,
                       const Limits& limits) {
  auto staged = stage(mail_root, delivery, message, limits);
  return staged ? staged->publish() : std::move(staged.error());
}

}  // namespace mailbox
