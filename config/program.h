// program.h: the three programs that one configuration file serves.
#pragma once

#include <string_view>

namespace config {

// Values are bits, so that a setting can name several.
enum class Program : unsigned { kLmtpd = 1, kDeliver = 2, kMailboxctl = 4 };

[[nodiscard]] std::string_view name_of(Program program);

// A set of programs.
struct Programs {
  unsigned bits = 0;

  // NOLINTNEXTLINE(google-explicit-constructor): one program is a set of one.
  constexpr Programs(Program program) : bits(static_cast<unsigned>(program)) {}
  [[nodiscard]] constexpr bool has(Program program) const {
    return (bits & static_cast<unsigned>(program)) != 0;
  }
  friend constexpr Programs operator|(Programs left, Programs right) {
    left.bits |= right.bits;
    return left;
  }
};

}  // namespace config
