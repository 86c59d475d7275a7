// delivery_round.h: the deliveries of one message to its recipients, side by side.
//
// Each alone (LMTP, PRDR): every recipient has its own outcome, as soon as it is known. All or none
// (SMTP): every copy is staged first; only when all could be staged are they published. Whatever
// fails, the rest is removed, or withdrawn where it was published already: those recipients get
// 4.5.0. So they do when nobody waits for the answer any more, since the client will come again.
//
// Shape       recipients count from 0 in the order of their RCPT. The same forward-path given twice
//             is delivered once, and both get that delivery's outcome
// Owns        the message, until the last delivery is done with it. Deliveries that run go on when
//             the client is gone; they are only logged then
// Threads     one: the event loop's
#pragma once

#include "lmtpd/server/delivery_attempt.h"
#include "lmtpd/server/parts.h"
#include "mailbox/delivery.h"

#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace lmtp {

struct AcceptedRecipient {
  mailbox::ForwardPath path;
  mailbox::Route route;
  std::string original_recipient{};  // ORCPT; empty: not told
};

enum class Publication { kEachAlone, kAllOrNone };

struct RecipientAnswer {
  std::size_t recipient = 0;
  mailbox::Outcome outcome;
};

class DeliveryRound {
 public:
  // Starts all deliveries.
  [[nodiscard]] static std::shared_ptr<DeliveryRound> start(
      Parts& parts, mailbox::Message message, const mailbox::ReversePath& reverse_path,
      const mailbox::Reception& reception, const std::vector<AcceptedRecipient>& recipients,
      Publication publication);
  DeliveryRound(Parts& parts, mailbox::Message message, std::size_t recipients);

  // Waits until an answer is there that was not taken yet, or wake() is called, or `until`.
  [[nodiscard]] asio::awaitable<void> wait(std::chrono::steady_clock::time_point until);
  void wake();

  [[nodiscard]] std::vector<RecipientAnswer> take_answers();
  [[nodiscard]] std::size_t unanswered() const { return unanswered_; }

  // Nobody waits for the answers any more: what has not begun is not begun. Returns the recipients
  // whose answer was not taken.
  std::vector<std::size_t> abandon();

 private:
  struct Task {
    DeliveryAttempt attempt;
    std::vector<std::size_t> recipients;  // who get its outcome
  };
  using Step = asio::awaitable<void> (DeliveryAttempt::*)();

  void add(const AcceptedRecipient& recipient, std::size_t index,
           const mailbox::ReversePath& reverse_path, const mailbox::Reception& reception);
  static asio::awaitable<void> deliver_alone(std::shared_ptr<DeliveryRound> round, Task& task);
  static asio::awaitable<void> deliver_together(std::shared_ptr<DeliveryRound> round);
  [[nodiscard]] asio::awaitable<void> take_step(Step step);
  [[nodiscard]] asio::awaitable<void> hold_back();
  [[nodiscard]] bool all_good() const;
  void finish(const Task& task);

  Parts& parts_;
  const mailbox::Message message_;
  std::vector<std::unique_ptr<Task>> tasks_;
  std::vector<bool> answered_;  // by recipient; answers that were taken or given up
  std::vector<RecipientAnswer> answers_;
  std::size_t unanswered_;
  bool awake_ = false;
  asio::steady_timer timer_;
  std::atomic<bool> abandoned_{false};  // read by workers
};

}  // namespace lmtp
