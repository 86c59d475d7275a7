// connection_count.h: how many connections there are, in all and from each peer.
//
// Threads     one: the event loop's
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace lmtp {

class ConnectionCount {
 public:
  // One connection that is counted as long as this lives.
  class Counted {
   public:
    Counted(ConnectionCount& owner, std::string peer) : owner_(&owner), peer_(std::move(peer)) {}
    Counted(Counted&& other) noexcept
        : owner_(std::exchange(other.owner_, nullptr)), peer_(std::move(other.peer_)) {}
    Counted& operator=(Counted&&) = delete;
    ~Counted() {
      if (owner_ != nullptr) owner_->leave(peer_);
    }

   private:
    ConnectionCount* owner_;
    std::string peer_;
  };

  ConnectionCount(std::size_t most, std::size_t most_per_peer)
      : most_(most), most_per_peer_(most_per_peer) {}

  // None: there are too many already.
  [[nodiscard]] std::optional<Counted> enter(const std::string& peer);
  // From a peer that is not known yet: counts in all only.
  [[nodiscard]] std::optional<Counted> enter_unnamed();
  [[nodiscard]] std::size_t connections() const { return connections_; }

 private:
  void leave(const std::string& peer);

  const std::size_t most_;
  const std::size_t most_per_peer_;
  std::size_t connections_ = 0;
  std::map<std::string, std::size_t> per_peer_;
};

}  // namespace lmtp
