#include "mailbox/delivery.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace mailbox {

namespace {

Trace trace_for(const Delivery& delivery, const Destination& destination) {
  return Trace{delivery.reverse_path, to_string(destination.mailbox.address), delivery.original_to,
               delivery.reception, delivery.id};
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

Error named_after(const Destination& destination, const Error& error) {
  return Error{error.status,
               fmt::format("{}: {}", to_string(destination.mailbox.address), error.text)};
}

using StagedCopies = std::vector<std::unique_ptr<StagedMail>>;

Result<StagedCopies> stage_copies(MailRoot& mail_root, const Delivery& delivery,
                                  const Message& message) {
  StagedCopies copies;
  for (const Destination& destination : delivery.route.destinations) {
    auto mailbox = mail_root.open(destination);
    if (!mailbox) return tl::unexpected(named_after(destination, mailbox.error()));
    auto copy = (*mailbox)->stage(trace_for(delivery, destination), message);
    if (!copy) return tl::unexpected(named_after(destination, copy.error()));
    copies.push_back(std::move(*copy));
  }
  return copies;
}

// Where one cannot be published, those before it stay: they are durable and maybe read by now. The
// recipient's mail is then sent again, and a second copy in those is the worst that can happen.
Result<std::vector<Stored>> publish_copies(const Delivery& delivery, const StagedCopies& copies) {
  std::vector<Stored> stored;
  for (std::size_t index = 0; index < copies.size(); ++index) {
    auto published = copies[index]->publish();
    if (!published) {
      return tl::unexpected(named_after(delivery.route.destinations[index], published.error()));
    }
    stored.push_back(std::move(*published));
  }
  return stored;
}

Result<std::vector<Stored>> store(MailRoot& mail_root, const Delivery& delivery,
                                  const Message& message, const Limits& limits) {
  if (auto checked = check_loop(delivery.route, message.header(), limits); !checked) {
    return failure_of(checked);
  }
  auto copies = stage_copies(mail_root, delivery, message);
  if (!copies) return failure_of(copies);
  return publish_copies(delivery, *copies);
}

}  // namespace

DeliveryReport deliver(MailRoot& mail_root, const Delivery& delivery, const Message& message,
                       const Limits& limits) {
  if (!delivery.route.outcome.success()) return {delivery.id, delivery.route.outcome, {}};
  if (delivery.route.destinations.empty()) {
    return {delivery.id, outcome_of(status::kMisconfigured, "a route without a destination"), {}};
  }
  auto stored = store(mail_root, delivery, message, limits);
  if (!stored) return {delivery.id, outcome_of(stored.error()), {}};
  return {delivery.id, outcome_of(status::kOk, delivery.route.outcome.detail), std::move(*stored)};
}

}  // namespace mailbox
