// setting_access.h: what rows of the setting table are made of: the ways in which one reads and
// writes its field.
#pragma once

#include "config/setting_table.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace config {

// The two or three functions of a row.
struct SettingAccess {
  decltype(Setting::set) set;
  decltype(Setting::values) values;
  decltype(Setting::clear) clear = {};
};

inline constexpr std::uint64_t kCountMax = 1'000'000'000;
inline constexpr std::uint64_t kSizeMax = std::uint64_t{1}
                                          << 50;  // far above any disk quota of today
inline constexpr std::chrono::hours kDurationMax{24 * 7};

// Any text on one line.
[[nodiscard]] SettingAccess text(std::string Settings::* field);
[[nodiscard]] SettingAccess text_list(std::vector<std::string> Settings::* field);
// Not empty.
[[nodiscard]] SettingAccess path(std::string Settings::* field);
// A domain name or nothing: no white space, no `@`, at most 255 octets.
[[nodiscard]] SettingAccess domain(std::string Settings::* field);
[[nodiscard]] SettingAccess one_of(std::string Settings::* field, std::vector<std::string> choices);
// yes or no.
[[nodiscard]] SettingAccess flag(bool Settings::* field);
// An octal number of permission bits, at most 0777.
[[nodiscard]] SettingAccess permissions(std::string Settings::* field);

[[nodiscard]] SettingAccess count(std::size_t mailbox::Limits::* field, std::uint64_t least,
                                  std::uint64_t most = kCountMax);
[[nodiscard]] SettingAccess size(std::uint64_t mailbox::Limits::* field, std::uint64_t least,
                                 std::uint64_t most = kSizeMax);
[[nodiscard]] SettingAccess duration(std::chrono::seconds mailbox::Limits::* field,
                                     std::chrono::seconds least);
[[nodiscard]] SettingAccess duration(std::chrono::milliseconds mailbox::Limits::* field,
                                     std::chrono::milliseconds least);

// A row of the table. `default_text` is the default, in words where it depends on other settings.
[[nodiscard]] Setting row(std::string_view name, Programs programs, std::string_view placeholder,
                          std::string_view default_text, std::string_view meaning,
                          SettingAccess access);

inline constexpr Programs kLmtpd = Program::kLmtpd;
inline constexpr Programs kDeliver = Program::kDeliver;
inline constexpr Programs kDelivering = kLmtpd | kDeliver;
inline constexpr Programs kAll = kDelivering | Program::kMailboxctl;

}  // namespace config
