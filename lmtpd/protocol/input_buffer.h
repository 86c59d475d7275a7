// input_buffer.h: octets received and not yet taken.
//
// Owns        its octets. It grows by what is appended and not taken: a session that is paused
//             takes nothing and must not be fed, see session.h
#pragma once

#include "lmtpd/protocol/secret.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace lmtp {

class InputBuffer {
 public:
  // Views given out before end here.
  void append(std::string_view octets) {
    octets_.erase(0, taken_);
    taken_ = 0;
    octets_.append(octets);
  }

  [[nodiscard]] std::string_view view() const { return std::string_view(octets_).substr(taken_); }

  // `rest` is what is left of view(); views given out before stay good.
  void keep(std::string_view rest) { taken_ = octets_.size() - rest.size(); }

  // Overwrites what was taken, and the views of it: a password was in it.
  void wipe_taken() { wipe(octets_.data(), taken_); }

  [[nodiscard]] bool empty() const { return taken_ == octets_.size(); }

 private:
  std::string octets_;
  std::size_t taken_ = 0;
};

}  // namespace lmtp
