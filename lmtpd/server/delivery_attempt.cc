#include "lmtpd/server/delivery_attempt.h"

#include <fmt/format.h>

#include <utility>

namespace lmtp {

using mailbox::DeliveryReport;
using std::chrono::steady_clock;
namespace status = mailbox::status;

DeliveryAttempt::DeliveryAttempt(Parts& parts, mailbox::Delivery delivery,
                                 const mailbox::Message& message,
                                 const std::atomic<bool>& abandoned)
    : parts_(parts),
      delivery_(std::move(delivery)),
      message_(message),
      abandoned_(abandoned),
      report_(report_of(status::kSystemFault, "not begun")) {}

asio::awaitable<void> DeliveryAttempt::deliver() {
  report_ = co_await work([this] {
    return mailbox::deliver(parts_.seams.mail_root, delivery_, message_,
                            parts_.settings.session.limits);
  });
}

asio::awaitable<void> DeliveryAttempt::stage() {
  report_ = co_await work([this] {
    auto staged =
        mailbox::stage(parts_.seams.mail_root, delivery_, message_, parts_.settings.session.limits);
    if (!staged) return std::move(staged.error());
    staged_.emplace(std::move(*staged));
    return report_of(status::kOk, "");
  });
}

asio::awaitable<void> DeliveryAttempt::publish() {
  report_ = co_await work([this] {
    DeliveryReport report = staged_->publish();
    published_ = report.outcome.success();
    return report;
  });
}

asio::awaitable<void> DeliveryAttempt::hold_back(std::string cause) {
  if (!staged_) co_return;
  // Without a place, too: a copy that is left would be one too many.
  const auto places = co_await take_places();
  auto withdrawn = co_await parts_.pool.run<DeliveryReport>([this](Worker&) {
    DeliveryReport report =
        published_ ? staged_->withdraw() : report_of(status::kHeldBack, std::string_view());
    staged_.reset();
    return report;
  });
  if (!good()) co_return;  // its own failure is what it reports
  report_ = std::move(withdrawn);
  std::string& detail = report_.outcome.detail;
  detail = detail.empty() ? std::move(cause) : fmt::format("{}; {}", cause, detail);
}

std::chrono::milliseconds DeliveryAttempt::taken() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begin_);
}

asio::awaitable<DeliveryReport> DeliveryAttempt::work(Job job) {
  std::string thrown;
  try {
    const auto places = co_await take_places();
    if (!places) {
      co_return report_of(status::kMailboxBusy, "other deliveries into it take too long");
    }
    auto report = co_await parts_.pool.run<DeliveryReport>([this, &job](Worker&) {
      if (!abandoned_) return job();
      return report_of(status::kNotAccepting, "not begun: nobody waits for it any more");
    });
    co_return report;
  } catch (const std::exception& exception) {
    thrown = exception.what();
  }
  co_return report_of(status::kSystemFault, thrown);
}

asio::awaitable<std::optional<MailboxPlaces::Taken>> DeliveryAttempt::take_places() {
  std::vector<std::string> mailboxes;
  mailboxes.reserve(delivery_.route.destinations.size());
  for (const mailbox::Destination& destination : delivery_.route.destinations) {
    mailboxes.push_back(to_string(destination.mailbox.key));
  }
  const auto until = steady_clock::now() + parts_.settings.session.limits.mailbox_wait;
  auto places = co_await parts_.mailbox_places.take(std::move(mailboxes), until);
  co_return places;
}

DeliveryReport DeliveryAttempt::report_of(mailbox::EnhancedStatus status,
                                          std::string_view detail) const {
  return {delivery_.id, mailbox::outcome_of(status, std::string(detail)), {}};
}

}  // namespace lmtp
