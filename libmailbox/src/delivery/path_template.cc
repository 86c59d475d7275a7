#include "mailbox/mail_root.h"

#include "delivery/relative_path.h"
#include "mailbox/printable.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace mailbox {

namespace {

// What one %-sequence stands for. None: there is no such sequence.
std::optional<std::string> value_of(char letter, const AddressKey& key) {
  switch (letter) {
    case '%':
      return "%";
    case 'd':
      return key.domain;
    case 'n':
      return key.local_part;
    case 'u':
      return key.local_part + '@' + key.domain;
    default:
      return std::nullopt;
  }
}

Result<std::string> filled(std::string_view text, const AddressKey& key) {
  std::string path;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      path += text[at];
      continue;
    }
    const char letter = ++at < text.size() ? text[at] : '\0';
    const auto value = value_of(letter, key);
    if (!value) {
      return failure(status::kMisconfigured,
                     fmt::format("mailbox path '{}': unknown '%{}'; there are %u, %n, %d and %%",
                                 printable(text), printable({&letter, letter == '\0' ? 0U : 1U})));
    }
    if (value->find('/') != std::string::npos) {
      return failure(status::kMisconfigured, fmt::format("mailbox path '{}': '{}' has a slash",
                                                         printable(text), printable(*value)));
    }
    path += *value;
  }
  return path;
}

}  // namespace

Result<PathTemplate> PathTemplate::parse(std::string_view text) {
  // Filled with plain values, so that only the template's own text is judged.
  auto path = filled(text, AddressKey{"n", "d"});
  if (!path) return failure_of(path);
  if (auto checked = check_relative_path(*path); !checked) {
    return failure(status::kMisconfigured,
                   fmt::format("mailbox path '{}': {}", printable(text), checked.error().text));
  }
  return PathTemplate(std::string(text));
}

Result<std::string> PathTemplate::fill(const AddressKey& key) const {
  auto path = filled(text_, key);
  if (!path) return path;
  if (auto checked = check_relative_path(*path); !checked) {
    return failure(status::kMisconfigured,
                   fmt::format("mailbox path '{}' for {}: {}", text_, printable(to_string(key)),
                               checked.error().text));
  }
  return path;
}

}  // namespace mailbox
