// delivery.h: one attempt to deliver one message to one recipient. The entry point of the library:
//
//   auto route = mailbox::resolve(directory, recipient, settings);
//   mailbox::Delivery delivery{id, reverse_path, recipient, *route, reception};
//   mailbox::DeliveryReport report = mailbox::deliver(mail_root, delivery, message, limits);
//   if (report.outcome.success()) …   // durable in every mailbox of the route
//
// Shape       a value in, a value out. A recipient that is an alias has several mailboxes but one
//             outcome: all copies are staged first, and published only if all could be staged
// Threads     safe beside itself
// Errors      none but outcomes: 5.4.6 loop, and the stores' classes 4
// Durability  a success is given only after every copy is durable and visible
// Source      RFC 2033 §4.2 (one status per recipient), RFC 5321 §6.1 and §6.3
#pragma once

#include "mailbox/delivery_id.h"
#include "mailbox/limits.h"
#include "mailbox/mail_root.h"
#include "mailbox/message.h"
#include "mailbox/outcome.h"
#include "mailbox/route.h"
#include "mailbox/trace.h"

#include <string>
#include <vector>

namespace mailbox {

struct Delivery {
  DeliveryId id;
  ReversePath reverse_path;
  std::string original_to;  // the recipient as the client gave it
  Route route;
  Reception reception;
};

struct DeliveryReport {
  DeliveryId id;
  Outcome outcome;
  std::vector<Stored> copies;  // of a success: one per destination, in their order
};

[[nodiscard]] DeliveryReport deliver(MailRoot& mail_root, const Delivery& delivery,
                                     const Message& message, const Limits& limits);

}  // namespace mailbox
