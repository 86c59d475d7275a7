// mailbox_places.h: so many deliveries at a time into one mailbox, so that a stuck mailbox cannot
// take all workers. Who must wait does so on the event loop, not in a worker.
//
// Threads     one: the event loop's
#pragma once

#include "lmtpd/server/places.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lmtp {

class MailboxPlaces {
 public:
  // One place in each of some mailboxes; given back by itself.
  class Taken {
   public:
    Taken() = default;
    Taken(Taken&& other) noexcept;
    Taken& operator=(Taken&&) = delete;
    ~Taken();

   private:
    friend class MailboxPlaces;
    MailboxPlaces* owner_ = nullptr;
    std::vector<std::string> mailboxes_;
  };

  MailboxPlaces(asio::any_io_executor executor, std::size_t per_mailbox);

  // Waits for a place in each of `mailboxes` until `until`; none: at least one stayed busy. They
  // are taken in sorted order, so that two deliveries cannot wait for each other.
  [[nodiscard]] asio::awaitable<std::optional<Taken>> take(
      std::vector<std::string> mailboxes, std::chrono::steady_clock::time_point until);

  [[nodiscard]] std::size_t mailboxes_in_use() const { return places_.size(); }

 private:
  void give_back(const std::string& mailbox);
  void forget_if_idle(const std::string& mailbox);

  asio::any_io_executor executor_;
  const std::size_t per_mailbox_;
  std::map<std::string, std::unique_ptr<Places>> places_;
};

}  // namespace lmtp
