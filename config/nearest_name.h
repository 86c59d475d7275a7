// nearest_name.h: the known name that a mistyped one was probably meant to be.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace config {

// How many characters must be inserted, removed, replaced, or swapped with their neighbour, to turn
// one name into the other.
[[nodiscard]] std::size_t edit_distance(std::string_view left, std::string_view right);

// The nearest of `known`, if it is near enough to be a misspelling (at most a third of the
// characters differ, at least one may); the first of equals.
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view name,
                                                      const std::vector<std::string>& known);

// "; did you mean `listen`?", or nothing when no name is near. Ready to be put behind a complaint.
[[nodiscard]] std::string did_you_mean(std::string_view name,
                                       const std::vector<std::string>& known);

}  // namespace config
