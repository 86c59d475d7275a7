// secret.h: octets that are overwritten when they are no longer needed: a password on its way.
//
// Why         memory that was given back is read by whoever gets it next, and stands in core files.
//             What the operating system and the encryption keep of it is beyond this.
// Owns        its octets, which stay in one place: moving a Secret copies none
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace lmtp {

// So that the compiler may not leave it out.
inline void wipe(char* octets, std::size_t count) {
  volatile char* octet = octets;
  for (std::size_t i = 0; i < count; ++i) octet[i] = 0;
}

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::size_t octets) : octets_(octets) {}  // to be filled
  explicit Secret(std::string_view octets) : octets_(octets.begin(), octets.end()) {}
  ~Secret() { wipe(octets_.data(), octets_.size()); }
  Secret(const Secret&) = default;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret other) noexcept {
    std::swap(octets_, other.octets_);
    return *this;
  }

  [[nodiscard]] std::string_view view() const { return {octets_.data(), octets_.size()}; }
  [[nodiscard]] std::span<char> octets() { return octets_; }

  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  std::vector<char> octets_;
};

}  // namespace lmtp
