#include "config/setting_value.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace config {
namespace {

struct Unit {
  std::string_view suffix;
  std::uint64_t factor;
};

constexpr std::uint64_t kKibi = 1024;
constexpr std::array<Unit, 4> kSizeUnits{
    {{"G", kKibi* kKibi* kKibi}, {"M", kKibi* kKibi}, {"K", kKibi}, {"", 1}}};
constexpr std::array<Unit, 5> kDurationUnits{
    {{"ms", 1}, {"s", 1000}, {"m", 60 * 1000}, {"h", 3600 * 1000}, {"", 1000}}};

// Digits and one of the units' suffixes, in either case; none for anything else, or if it would
// overflow.
template <std::size_t kUnits>
std::optional<std::uint64_t> parse_with_unit(std::string_view text,
                                             const std::array<Unit, kUnits>& units) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest == text.data()) return std::nullopt;
  const std::string_view suffix(rest, static_cast<std::size_t>(end - rest));
  for (const Unit& unit : units) {
    bool same = suffix.size() == unit.suffix.size();
    for (std::size_t i = 0; same && i < suffix.size(); ++i) {
      same = (suffix[i] | 0x20) == (unit.suffix[i] | 0x20);
    }
    if (!same) continue;
    if (number > std::numeric_limits<std::uint64_t>::max() / unit.factor) return std::nullopt;
    return number * unit.factor;
  }
  return std::nullopt;
}

}  // namespace

Parsed<std::uint64_t> parse_count(std::string_view text, std::uint64_t least, std::uint64_t most) {
  const auto value = parse_with_unit(text, std::array<Unit, 1>{{{"", 1}}});
  if (!value || *value < least || *value > most) {
    return tl::unexpected(fmt::format("must be a whole number from {} to {}", least, most));
  }
  return *value;
}

std::string print_count(std::uint64_t value) {
  return std::to_string(value);
}

Parsed<std::uint64_t> parse_size(std::string_view text, std::uint64_t least, std::uint64_t most) {
  const auto value = parse_with_unit(text, kSizeUnits);
  if (!value || *value < least || *value > most) {
    return tl::unexpected(
        fmt::format("must be octets from {} to {}, as a number with or without K, M or G",
                    print_size(least), print_size(most)));
  }
  return *value;
}

std::string print_size(std::uint64_t octets) {
  for (const Unit& unit : kSizeUnits) {
    if (octets >= unit.factor && octets % unit.factor == 0) {
      return fmt::format("{}{}", octets / unit.factor, unit.suffix);
    }
  }
  return std::to_string(octets);
}

Parsed<std::chrono::milliseconds> parse_duration(std::string_view text,
                                                 std::chrono::milliseconds least,
                                                 std::chrono::milliseconds most) {
  const auto value = parse_with_unit(text, kDurationUnits);
  if (!value || *value < static_cast<std::uint64_t>(least.count()) ||
      *value > static_cast<std::uint64_t>(most.count())) {
    return tl::unexpected(
        fmt::format("must be a time from {} to {}, as seconds or with ms, s, m or h",
                    print_duration(least), print_duration(most)));
  }
  return std::chrono::milliseconds(*value);
}

std::string print_duration(std::chrono::milliseconds duration) {
  if (duration.count() % 1000 != 0) return fmt::format("{}ms", duration.count());
  return fmt::format("{}s", duration.count() / 1000);
}

}  // namespace config
