#include "lmtpd/server/delivery_round.h"

#include "lmtpd/server/delivery_log.h"
#include "mailbox/address_key.h"
#include "mailbox/printable.h"

#include <fmt/format.h>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

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

mailbox::DeliveryReport report_of(const mailbox::Delivery& delivery, Outcome outcome) {
  return {delivery.id, std::move(outcome), {}};
}

}  // namespace

std::shared_ptr<DeliveryRound> DeliveryRound::start(Parts& parts, mailbox::Message message,
                                                    const mailbox::ReversePath& reverse_path,
                                                    const mailbox::Reception& reception,
                                                    std::vector<AcceptedRecipient> recipients) {
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
  for (const auto& task : round->tasks_) {
    asio::co_spawn(round->timer_.get_executor(), deliver(round, *task), asio::detached);
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
  tasks_.push_back(
      std::make_unique<Task>(Task{{mailbox::make_delivery_id(parts_.seams.clock), reverse_path,
                                   to_string(recipient.path), recipient.route, reception},
                                  {index}}));
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

asio::awaitable<void> DeliveryRound::deliver(std::shared_ptr<DeliveryRound> round, Task& task) {
  const auto begin = steady_clock::now();
  mailbox::DeliveryReport report;
  try {
    report = co_await round->attempt(task);
  } catch (const std::exception& exception) {
    report = report_of(task.delivery,
                       mailbox::outcome_of(mailbox::status::kSystemFault, exception.what()));
  }
  const auto taken = steady_clock::now() - begin;
  log_delivery(round->parts_.seams.log, task.delivery, report,
               std::chrono::duration_cast<std::chrono::milliseconds>(taken),
               round->abandoned_.load());
  if (report.outcome.success()) {
    report.outcome.reason = fmt::format(
        "<{}> {} stored", mailbox::printable(task.delivery.original_to), task.delivery.id.text);
  }
  round->answer(task, std::move(report.outcome));
}

asio::awaitable<mailbox::DeliveryReport> DeliveryRound::attempt(const Task& task) {
  const mailbox::Limits& limits = parts_.settings.session.limits;
  std::vector<std::string> mailboxes;
  mailboxes.reserve(task.delivery.route.destinations.size());
  for (const mailbox::Destination& destination : task.delivery.route.destinations) {
    mailboxes.push_back(to_string(destination.mailbox.key));
  }
  const auto places =
      co_await parts_.mailbox_places.take(mailboxes, steady_clock::now() + limits.mailbox_wait);
  if (!places) {
    co_return report_of(task.delivery,
                        mailbox::outcome_of(mailbox::status::kMailboxBusy,
                                            "other deliveries into it take too long"));
  }
  auto report = co_await parts_.pool.run<mailbox::DeliveryReport>([this, &task, &limits](Worker&) {
    if (abandoned_) {
      return report_of(task.delivery,
                       mailbox::outcome_of(mailbox::status::kNotAccepting,
                                           "not begun: nobody waits for it any more"));
    }
    return mailbox::deliver(parts_.seams.mail_root, task.delivery, message_, limits);
  });
  co_return report;
}

void DeliveryRound::answer(const Task& task, Outcome outcome) {
  if (abandoned_) return;
  for (const std::size_t recipient : task.recipients) answers_.push_back({recipient, outcome});
  wake();
}

}  // namespace lmtp
