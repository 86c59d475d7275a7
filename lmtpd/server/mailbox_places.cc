#include "lmtpd/server/mailbox_places.h"

#include <algorithm>
#include <utility>

namespace lmtp {

MailboxPlaces::Taken::Taken(Taken&& other) noexcept
    : owner_(std::exchange(other.owner_, nullptr)), mailboxes_(std::move(other.mailboxes_)) {}

MailboxPlaces::Taken::~Taken() {
  if (owner_ == nullptr) return;
  for (const std::string& mailbox : mailboxes_) owner_->give_back(mailbox);
}

MailboxPlaces::MailboxPlaces(asio::any_io_executor executor, std::size_t per_mailbox)
    : executor_(std::move(executor)), per_mailbox_(per_mailbox) {}

asio::awaitable<std::optional<MailboxPlaces::Taken>> MailboxPlaces::take(
    std::vector<std::string> mailboxes, std::chrono::steady_clock::time_point until) {
  std::sort(mailboxes.begin(), mailboxes.end());
  mailboxes.erase(std::unique(mailboxes.begin(), mailboxes.end()), mailboxes.end());

  Taken taken;
  taken.owner_ = this;
  for (const std::string& mailbox : mailboxes) {
    auto& places = places_[mailbox];
    if (!places) places = std::make_unique<Places>(executor_, per_mailbox_);
    const bool got_one = co_await places->take(until);
    if (!got_one) {
      forget_if_idle(mailbox);
      co_return std::nullopt;
    }
    taken.mailboxes_.push_back(mailbox);
  }
  co_return std::optional<Taken>(std::move(taken));
}

void MailboxPlaces::give_back(const std::string& mailbox) {
  places_.at(mailbox)->give_back();
  forget_if_idle(mailbox);
}

void MailboxPlaces::forget_if_idle(const std::string& mailbox) {
  const auto found = places_.find(mailbox);
  if (found != places_.end() && found->second->idle()) places_.erase(found);
}

}  // namespace lmtp
