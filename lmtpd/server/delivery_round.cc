#include "lmtpd/server/delivery_round.h"

#include "lmtpd/server/delivery_log.h"
#include "lmtpd/server/side_by_side.h"
#include "mailbox/address_key.h"
#include "mailbox/printable.h"

#include <fmt/format.h>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace lmtp {
namespace {

using mailbox::Outcome;
using std::chrono::steady_clock;

// Equal for forward-paths that are the same; none if there is no saying.
std::optional<std::string> key_of(const mailbox::ForwardPath& path) {
  const auto* address = std::get_if<mailbox::Address>(&path.target);
  if (address == nullptr) return std::string("postmaster");
  if (address->domain.empty()) {
    const auto name = mailbox::local_part_key(address->local_part);
    return name ? std::optional(*name) : std::nullopt;
  }
  const auto key = mailbox::address_key(*address);
  if (!key) return std::nullopt;
  return to_string(*key);
}

}  // namespace

std::shared_ptr<DeliveryRound> DeliveryRound::start(
    Parts& parts, mailbox::Message message, const mailbox::ReversePath& reverse_path,
    const mailbox::Reception& reception, const std::vector<AcceptedRecipient>& recipients,
    Publication publication) {
  auto round = std::make_shared<DeliveryRound>(parts, std::move(message), recipients.size());
  std::map<std::string, Task*> tasks;
  for (std::size_t index = 0; index < recipients.size(); ++index) {
    const auto key = key_of(recipients[index].path);
    if (key) {
      if (const auto found = tasks.find(*key); found != tasks.end()) {
        found->second->recipients.push_back(index);
        continue;
      }
    }
    round->add(recipients[index], index, reverse_path, reception);
    if (key) tasks.emplace(*key, round->tasks_.back().get());
  }
  const auto executor = round->timer_.get_executor();
  if (publication == Publication::kAllOrNone) {
    asio::co_spawn(executor, deliver_together(round), asio::detached);
    return round;
  }
  for (const auto& task : round->tasks_) {
    asio::co_spawn(executor, deliver_alone(round, *task), asio::detached);
  }
  return round;
}

DeliveryRound::DeliveryRound(Parts& parts, mailbox::Message message, std::size_t recipients)
    : parts_(parts),
      message_(std::move(message)),
      answered_(recipients, false),
      unanswered_(recipients),
      timer_(parts.executor) {}

void DeliveryRound::add(const AcceptedRecipient& recipient, std::size_t index,
                        const mailbox::ReversePath& reverse_path,
                        const mailbox::Reception& reception) {
  mailbox::Delivery delivery{mailbox::make_delivery_id(parts_.seams.clock),
                             reverse_path,
                             to_string(recipient.path),
                             recipient.route,
                             reception,
                             recipient.original_recipient};
  tasks_.push_back(
      std::make_unique<Task>(Task{{parts_, std::move(delivery), message_, abandoned_}, {index}}));
}

asio::awaitable<void> DeliveryRound::wait(steady_clock::time_point until) {
  if (awake_ || !answers_.empty()) {
    awake_ = false;
    co_return;
  }
  timer_.expires_at(until);
  asio::error_code ignored;
  co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  awake_ = false;
}

void DeliveryRound::wake() {
  awake_ = true;
  timer_.cancel();
}

std::vector<RecipientAnswer> DeliveryRound::take_answers() {
  for (const RecipientAnswer& answer : answers_) answered_[answer.recipient] = true;
  unanswered_ -= answers_.size();
  return std::exchange(answers_, {});
}

std::vector<std::size_t> DeliveryRound::abandon() {
  abandoned_ = true;
  std::vector<std::size_t> given_up;
  for (std::size_t index = 0; index < answered_.size(); ++index) {
    if (!answered_[index]) given_up.push_back(index);
    answered_[index] = true;
  }
  answers_.clear();
  unanswered_ = 0;
  return given_up;
}

asio::awaitable<void> DeliveryRound::deliver_alone(std::shared_ptr<DeliveryRound> round,
                                                   Task& task) {
  co_await task.attempt.deliver();
  round->finish(task);
}

asio::awaitable<void> DeliveryRound::deliver_together(std::shared_ptr<DeliveryRound> round) {
  co_await round->take_step(&DeliveryAttempt::stage);
  if (round->all_good()) co_await round->take_step(&DeliveryAttempt::publish);
  if (!round->all_good()) co_await round->hold_back();
  for (const auto& task : round->tasks_) round->finish(*task);
}

asio::awaitable<void> DeliveryRound::take_step(Step step) {
  std::vector<asio::awaitable<void>> steps;
  steps.reserve(tasks_.size());
  for (const auto& task : tasks_) steps.push_back((task->attempt.*step)());
  co_await run_side_by_side(timer_.get_executor(), std::move(steps));
}

asio::awaitable<void> DeliveryRound::hold_back() {
  std::string cause = "held back: nobody waits for it any more";
  for (const auto& task : tasks_) {
    if (task->attempt.good()) continue;
    cause =
        fmt::format("held back: the delivery to {} failed", task->attempt.delivery().original_to);
    break;
  }
  std::vector<asio::awaitable<void>> steps;
  steps.reserve(tasks_.size());
  for (const auto& task : tasks_) steps.push_back(task->attempt.hold_back(cause));
  co_await run_side_by_side(timer_.get_executor(), std::move(steps));
}

bool DeliveryRound::all_good() const {
  return !abandoned_ && std::all_of(tasks_.begin(), tasks_.end(),
                                    [](const auto& task) { return task->attempt.good(); });
}

void DeliveryRound::finish(const Task& task) {
  const mailbox::Delivery& delivery = task.attempt.delivery();
  log_delivery(parts_.seams.log, delivery, task.attempt.report(), task.attempt.taken(),
               abandoned_.load());
  if (abandoned_) return;
  Outcome outcome = task.attempt.report().outcome;
  if (outcome.success()) {
    outcome.reason =
        fmt::format("<{}> {} stored", mailbox::printable(delivery.original_to), delivery.id.text);
  }
  for (const std::size_t recipient : task.recipients) answers_.push_back({recipient, outcome});
  wake();
}

}  // namespace lmtp
