// delivery.h: one attempt to deliver one message to one recipient. The entry point of the library:
//
//   auto route = mailbox::resolve(directory, recipient, settings);
//   mailbox::Delivery delivery{id, reverse_path, recipient, *route, reception};
//   mailbox::DeliveryReport report = mailbox::deliver(mail_root, delivery, message, limits);
//   if (report.outcome.success()) …   // durable in every mailbox of the route
//
// Whoever delivers one message to several recipients, to all or to none, takes the steps one by
// one: stage() for each; when all are staged, publish() each; when one of these fails, withdraw()
// the others.
//
// Shape       a value in, a value out. A recipient that is an alias has several mailboxes but one
//             outcome: all copies are staged first, and published only if all could be staged; when
//             one cannot be published, those before it are withdrawn
// Owns        a StagedDelivery that is destroyed unpublished removes what it wrote. It holds no
//             file open, borrows the MailRoot, and needs neither Delivery nor Message any more
// Threads     safe beside itself; a StagedDelivery: one at a time, any
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

#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace mailbox {

struct Delivery {
  DeliveryId id;
  ReversePath reverse_path;
  std::string original_to;  // the recipient as the client gave it
  Route route;
  Reception reception;
  std::string original_recipient{};  // ORCPT: whom the sender wrote to; empty: not told
};

struct DeliveryReport {
  DeliveryId id;
  Outcome outcome;
  // Those that are visible: of a success one per destination, in their order; of a failure those
  // that could not be taken back, about which `outcome` has the details.
  std::vector<Stored> copies;
};

class StagedDelivery {
 public:
  // Makes all copies visible, or none. At most once.
  [[nodiscard]] DeliveryReport publish();

  // Takes back what publish() has made visible; the outcome is 4.5.0. Requires: publish() has
  // succeeded.
  [[nodiscard]] DeliveryReport withdraw();

 private:
  friend tl::expected<StagedDelivery, DeliveryReport> stage(MailRoot&, const Delivery&,
                                                            const Message&, const Limits&);
  struct Copy {
    std::string mailbox;  // its address
    std::unique_ptr<StagedMail> mail;
    Stored stored;  // once it is published
  };

  StagedDelivery(DeliveryId id, std::string remark, std::vector<Copy> copies)
      : id_(std::move(id)), remark_(std::move(remark)), copies_(std::move(copies)) {}
  // Of the first `count` copies; adds to `report` what stays visible.
  void withdraw(std::size_t count, DeliveryReport& report);

  DeliveryId id_;
  std::string remark_;  // what the administrator should look at, although all went well
  std::vector<Copy> copies_;
};

// Writes all copies, durably, where no reader looks; or the report says why not, and nothing is
// left.
[[nodiscard]] tl::expected<StagedDelivery, DeliveryReport> stage(MailRoot& mail_root,
                                                                 const Delivery& delivery,
                                                                 const Message& message,
                                                                 const Limits& limits);

// stage() and publish().
[[nodiscard]] DeliveryReport deliver(MailRoot& mail_root, const Delivery& delivery,
                                     const Message& message, const Limits& limits);

}  // namespace mailbox
