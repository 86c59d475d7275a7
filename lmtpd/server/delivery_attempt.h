// delivery_attempt.h: the delivery of a message to one recipient, as the workers carry it out: in
// one go, or in the steps of those who deliver to all or to none.
//
//   deliver()                          or
//   stage(), publish(), hold_back()    where each needs the success of those before it
//
// A step waits for a place in each mailbox and gives it back when it is done, so that no recipient
// waits for a mailbox while it keeps another one from others.
//
// Owns        what was staged, until it is published, or removed by a worker
// Threads     one: the event loop's. The Parts, the message and `abandoned` outlive it
// Errors      none come out; an exception becomes a report of 4.3.0
#pragma once

#include "lmtpd/server/parts.h"
#include "mailbox/delivery.h"

#include <asio/awaitable.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace lmtp {

class DeliveryAttempt {
 public:
  // Once `abandoned` is set, nobody waits for it any more: what has not begun is not begun.
  DeliveryAttempt(Parts& parts, mailbox::Delivery delivery, const mailbox::Message& message,
                  const std::atomic<bool>& abandoned);

  [[nodiscard]] asio::awaitable<void> deliver();

  [[nodiscard]] asio::awaitable<void> stage();
  [[nodiscard]] asio::awaitable<void> publish();
  // Removes what it has staged, or withdraws what it has published. `cause` says who failed, for
  // the detail of its 4.5.0; where it failed itself, its own report stays.
  [[nodiscard]] asio::awaitable<void> hold_back(std::string cause);

  [[nodiscard]] const mailbox::Delivery& delivery() const { return delivery_; }
  [[nodiscard]] bool good() const { return report_.outcome.success(); }  // the last step was
  [[nodiscard]] const mailbox::DeliveryReport& report() const { return report_; }
  [[nodiscard]] std::chrono::milliseconds taken() const;  // since it was made

 private:
  using Job = std::function<mailbox::DeliveryReport()>;

  // What the job reports; the public function above stays a list of what is done.
  [[nodiscard]] asio::awaitable<mailbox::DeliveryReport> work(Job job);
  [[nodiscard]] asio::awaitable<std::optional<MailboxPlaces::Taken>> take_places();
  [[nodiscard]] mailbox::DeliveryReport report_of(mailbox::EnhancedStatus status,
                                                  std::string_view detail) const;

  Parts& parts_;
  mailbox::Delivery delivery_;
  const mailbox::Message& message_;
  const std::atomic<bool>& abandoned_;  // read by workers
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::optional<mailbox::StagedDelivery> staged_;  // also when it is published
  bool published_ = false;
  mailbox::DeliveryReport report_;
};

}  // namespace lmtp
