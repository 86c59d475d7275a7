#include "dialogs/in_process_settings.h"

#include "dialogs/fixture.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

namespace dialogs {

namespace {

using lmtp::Extension;
using lmtp::SessionSettings;
using Text = std::string_view;

// "3", "64K", "1M".
std::optional<std::uint64_t> parse_size(Text text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  const Text unit = text.substr(static_cast<std::size_t>(end - text.data()));
  if (unit == "K") return number * 1024;
  if (unit == "M") return number * 1024 * 1024;
  return unit.empty() ? std::optional(number) : std::nullopt;
}

// Whether a pattern of peers, as far as scripts use them, is this client.
bool is_peer(Text pattern, Transport transport) {
  return transport == Transport::kUnix ? pattern == "unix" : pattern.starts_with("127.");
}

// A setting: what it does to the session's; false: it has no such value.
struct Row {
  Text name;
  bool (*apply)(SessionSettings& settings, Text value, Transport transport);
};

template <auto kLimit>
bool limit(SessionSettings& settings, Text value, Transport) {
  const auto size = parse_size(value);
  if (size) settings.limits.*kLimit = static_cast<std::size_t>(*size);
  return size.has_value();
}

// A switch whose two words are given.
bool choose(bool& choice, Text value, Text yes, Text no) {
  choice = value == yes;
  return value == yes || value == no;
}

template <auto kSwitch>
bool yes_or_no(SessionSettings& settings, Text value, Transport) {
  return choose(settings.*kSwitch, value, "yes", "no");
}

template <auto kSwitch>
bool accept_or_refuse(SessionSettings& settings, Text value, Transport) {
  return choose(settings.*kSwitch, value, "accept", "refuse");
}

template <Extension kExtension>
bool from_peer(SessionSettings& settings, Text value, Transport transport) {
  if (is_peer(value, transport)) settings.extensions.add(kExtension);
  return true;
}

bool disable_extension(SessionSettings& settings, Text keyword, Transport) {
  const auto extension = lmtp::extension_named(keyword);
  if (extension) settings.extensions.remove(*extension);
  return extension.has_value();
}

constexpr auto kRows = std::to_array<Row>({
    {"max-recipients", limit<&mailbox::Limits::transaction_recipients>},
    {"max-errors", limit<&mailbox::Limits::session_errors>},
    {"max-transactions", limit<&mailbox::Limits::session_transactions>},
    {"max-command-line", limit<&mailbox::Limits::command_line_octets>},
    {"max-discarded-line", limit<&mailbox::Limits::discarded_line_octets>},
    {"max-auth-line", limit<&mailbox::Limits::log_in_line_octets>},
    {"max-auth-failures", limit<&mailbox::Limits::session_log_in_failures>},
    {"max-message-size", limit<&mailbox::Limits::message_octets>},
    {"bare-line-feed", accept_or_refuse<&SessionSettings::bare_line_feed_accepted>},
    {"bare-user-names", accept_or_refuse<&SessionSettings::user_name_accepted>},
    {"blank-before-path", accept_or_refuse<&SessionSettings::blank_before_path_accepted>},
    {"unparsable-sender",
     [](SessionSettings& settings, Text value, Transport) {
       return choose(settings.unparsable_sender_accepted, value, "null", "refuse");
     }},
    {"size-announcement",
     [](SessionSettings& settings, Text value, Transport) {
       return choose(settings.size_announced, value, "number", "keyword");
     }},
    {"accept-orcpt", yes_or_no<&SessionSettings::original_recipient_accepted>},
    {"answer-vrfy", yes_or_no<&SessionSettings::verify_answered>},
    {"answer-expn", yes_or_no<&SessionSettings::expand_answered>},
    {"auth-required", yes_or_no<&SessionSettings::log_in_required>},
    {"auth-without-tls",
     [](SessionSettings& settings, Text value, Transport transport) {
       const bool known = choose(settings.log_in_in_clear, value, "yes", "no");
       if (transport == Transport::kUnix) settings.log_in_in_clear = true;
       return known;
     }},
    {"auth-delay", [](SessionSettings&, Text, Transport) { return true; }},  // the server's clock
    {"default-domain", [](SessionSettings&, Text value, Transport) { return value == kDomain; }},
    {"xclient-from", from_peer<Extension::kXClient>},
    {"xforward-from", from_peer<Extension::kXForward>},
    {"ignore-quota-from", from_peer<Extension::kIgnoreQuota>},
    {"disabled-extension", disable_extension},
});

SessionSettings default_settings(Protocol protocol, Transport transport) {
  SessionSettings settings;
  settings.protocol = protocol == Protocol::kSmtp ? lmtp::Protocol::kSmtp : lmtp::Protocol::kLmtp;
  settings.host_name = kHostName;
  settings.extensions.add(Extension::kStartTls);  // the fixture has a certificate,
  settings.extensions.add(Extension::kAuth);      // and passwords
  settings.encrypted = transport == Transport::kTls;
  settings.log_in_in_clear = transport == Transport::kUnix;
  return settings;
}

}  // namespace

tl::expected<SessionSettings, std::string> session_settings(const Script& script,
                                                            Transport transport) {
  SessionSettings settings = default_settings(script.protocol, transport);
  for (const Setting& setting : script.settings) {
    const auto* row = std::find_if(kRows.begin(), kRows.end(),
                                   [&](const Row& known) { return known.name == setting.name; });
    if (row == kRows.end()) return tl::unexpected("unknown setting: " + setting.name);
    if (!row->apply(settings, setting.value, transport)) {
      return tl::unexpected("no value of " + setting.name + ": " + setting.value);
    }
  }
  return settings;
}

}  // namespace dialogs
