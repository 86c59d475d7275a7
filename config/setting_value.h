// setting_value.h: how the values of settings are written.
//
// Shape       parse_* take the whole text; print_* write what parse_* reads back to the same value
// Units       sizes: octets, with K, M or G for 1024 and its powers; durations: seconds, or with
//             ms, s,
// s,
//             m or h
// Errors      a Parsed fails with the rest of a sentence: "must be a number of octets, such as 64M"
#pragma once

#include <tl/expected.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace config {

template <class T>
using Parsed = tl::expected<T, std::string>;

[[nodiscard]] Parsed<std::uint64_t> parse_count(std::string_view text, std::uint64_t least,
                                                std::uint64_t most);
[[nodiscard]] std::string print_count(std::uint64_t value);

[[nodiscard]] Parsed<std::uint64_t> parse_size(std::string_view text, std::uint64_t least,
                                               std::uint64_t most);
[[nodiscard]] std::string print_size(std::uint64_t octets);

[[nodiscard]] Parsed<std::chrono::milliseconds> parse_duration(std::string_view text,
                                                               std::chrono::milliseconds least,
                                                               std::chrono::milliseconds most);
[[nodiscard]] std::string print_duration(std::chrono::milliseconds duration);

}  // namespace config
