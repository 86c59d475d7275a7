#include "delivery/relative_path.h"

#include "types/utf8.h"

#include <algorithm>
#include <string>

namespace mailbox {

Result<void> check_relative_path(std::string_view path) {
  const auto refused = [](const char* why) { return failure(status::kMisconfigured, why); };
  if (path.empty()) return refused("it is empty");
  if (path.front() == '/') return refused("it is absolute; it must be relative to the mail root");
  const auto is_control_octet = [](char octet) {
    return static_cast<unsigned char>(octet) < 0x80 && is_control(static_cast<char32_t>(octet));
  };
  if (std::any_of(path.begin(), path.end(), is_control_octet)) {
    return refused("it has a control character");
  }
  for (;;) {
    const std::size_t slash = path.find('/');
    const std::string_view component = path.substr(0, slash);
    if (component.empty()) return refused("it has an empty component");
    if (component == "." || component == "..") return refused("it has a component '.' or '..'");
    if (slash == std::string_view::npos) return {};
    path.remove_prefix(slash + 1);
  }
}

}  // namespace mailbox
