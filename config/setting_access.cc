#include "config/setting_access.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace config {
namespace {

using Values = std::vector<std::string>;

// Of a text field, with `problem_of` to look at the value before it is taken.
template <class Check>
SettingAccess checked_text(std::string Settings::* field, Check problem_of) {
  return {.set = [field, problem_of](Settings& settings, std::string_view value) -> Problem {
            if (Problem problem = problem_of(value)) return problem;
            settings.*field = value;
            return std::nullopt;
          },
          .values = [field](const Settings& settings) { return Values{settings.*field}; }};
}

// Of a number among the limits, which `parse` reads and `print` writes.
template <class Field, class Parse, class Print>
SettingAccess limit(Field mailbox::Limits::* field, Parse parse, Print print) {
  return {
      .set = [field, parse](Settings& settings, std::string_view value) -> Problem {
        const auto parsed = parse(value);
        if (!parsed) return parsed.error();
        settings.limits.*field = static_cast<Field>(*parsed);
        return std::nullopt;
      },
      .values = [field, print](
                    const Settings& settings) { return Values{print(settings.limits.*field)}; }};
}

}  // namespace

Setting row(std::string_view name, Programs programs, std::string_view placeholder,
            std::string_view default_text, std::string_view meaning, SettingAccess access) {
  return {name,
          programs,
          placeholder,
          default_text,
          meaning,
          std::move(access.set),
          std::move(access.values),
          std::move(access.clear)};
}

SettingAccess text(std::string Settings::* field) {
  return checked_text(field, [](std::string_view) { return Problem(); });
}

SettingAccess text_list(std::vector<std::string> Settings::* field) {
  return {.set = [field](Settings& settings, std::string_view value) -> Problem {
            if (value.empty()) return "must not be empty";
            (settings.*field).emplace_back(value);
            return std::nullopt;
          },
          .values = [field](const Settings& settings) { return settings.*field; },
          .clear = [field](Settings& settings) { (settings.*field).clear(); }};
}

SettingAccess path(std::string Settings::* field) {
  return checked_text(field, [](std::string_view value) -> Problem {
    if (value.empty()) return "must be a path";
    return std::nullopt;
  });
}

SettingAccess domain(std::string Settings::* field) {
  return checked_text(field, [](std::string_view value) -> Problem {
    const bool fits =
        value.size() <= 255 && std::none_of(value.begin(), value.end(), [](char c) {
          return static_cast<unsigned char>(c) <= ' ' || c == 0x7f || c == '@' || c == '/';
        });
    if (!fits) return "must be a domain name";
    return std::nullopt;
  });
}

SettingAccess one_of(std::string Settings::* field, std::vector<std::string> choices) {
  return checked_text(field, [choices = std::move(choices)](std::string_view value) -> Problem {
    if (std::find(choices.begin(), choices.end(), value) != choices.end()) return std::nullopt;
    return fmt::format("must be one of {}", fmt::join(choices, ", "));
  });
}

SettingAccess flag(bool Settings::* field) {
  return {.set = [field](Settings& settings, std::string_view value) -> Problem {
            if (value != "yes" && value != "no") return "must be yes or no";
            settings.*field = value == "yes";
            return std::nullopt;
          },
          .values =
              [field](const Settings& settings) { return Values{settings.*field ? "yes" : "no"}; }};
}

SettingAccess permissions(std::string Settings::* field) {
  return checked_text(field, [](std::string_view value) -> Problem {
    const bool octal =
        std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '7'; });
    const bool fits = value.size() == 3 || (value.size() == 4 && value.front() == '0');
    if (!octal || !fits) return "must be an octal mode from 0000 to 0777, such as 0660";
    return std::nullopt;
  });
}

SettingAccess count(std::size_t mailbox::Limits::* field, std::uint64_t least, std::uint64_t most) {
  return limit(
      field, [=](std::string_view value) { return parse_count(value, least, most); }, print_count);
}

SettingAccess size(std::uint64_t mailbox::Limits::* field, std::uint64_t least,
                   std::uint64_t most) {
  return limit(
      field, [=](std::string_view value) { return parse_size(value, least, most); }, print_size);
}

SettingAccess duration(std::chrono::seconds mailbox::Limits::* field, std::chrono::seconds least) {
  return limit(
      field,
      [=](std::string_view value) -> Parsed<std::chrono::seconds> {
        const auto parsed = parse_duration(value, least, kDurationMax);
        if (!parsed) return tl::unexpected(parsed.error());
        const auto whole = std::chrono::floor<std::chrono::seconds>(*parsed);
        if (whole != *parsed) return tl::unexpected(std::string("must be whole seconds"));
        return whole;
      },
      print_duration);
}

SettingAccess duration(std::chrono::milliseconds mailbox::Limits::* field,
                       std::chrono::milliseconds least) {
  return limit(
      field, [=](std::string_view value) { return parse_duration(value, least, kDurationMax); },
      print_duration);
}

}  // namespace config
