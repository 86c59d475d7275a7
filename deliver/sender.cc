#include "deliver/sender.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace deliver {

namespace {

bool is_mailer_daemon(std::string_view text) {
  constexpr std::string_view kName = "MAILER-DAEMON";
  return std::equal(text.begin(), text.end(), kName.begin(), kName.end(),
                    [](char octet, char name) {
                      return octet == name || (name != '-' && octet == name - 'A' + 'a');
                    });
}

}  // namespace

std::string_view without_angle_brackets(std::string_view text) {
  const bool bracketed = text.size() >= 2 && text.front() == '<' && text.back() == '>';
  return bracketed ? text.substr(1, text.size() - 2) : text;
}

Sender read_sender(std::string_view text, std::string_view host_name) {
  const std::string_view name = without_angle_brackets(text);
  if (name.empty() || is_mailer_daemon(name)) return {};

  auto path = mailbox::parse_reverse_path(fmt::format("<{}>", name), mailbox::Utf8::kAllowed);
  if (!path && name.find('@') == std::string_view::npos) {
    path = mailbox::parse_reverse_path(fmt::format("<{}@{}>", name, host_name),
                                       mailbox::Utf8::kAllowed);
  }
  if (path) return {std::move(*path), ""};
  return {{}, fmt::format("sender taken as <>: {}", path.error().text)};
}

}  // namespace deliver
