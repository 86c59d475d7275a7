#include "config/setting_table.h"

#include "config/setting_rows.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <filesystem>

namespace config {
namespace {

constexpr std::string_view kDefaultRoot = "/var/lib/finalhop";
constexpr std::string_view kDefaultListener = "lmtp:unix:/run/finalhop/lmtp.sock";

std::string machine_name() {
  utsname names{};
  return uname(&names) == 0 && names.nodename[0] != '\0' ? names.nodename : "localhost";
}

// `path` as given, or below `base` when it is relative.
std::string below(const std::string& base, const std::string& path) {
  return (std::filesystem::path(base) / path).lexically_normal().string();
}

}  // namespace

const std::vector<Setting>& setting_table() {
  static const std::vector<Setting> table = [] {
    std::vector<Setting> rows = place_rows();
    for (auto make : {server_rows, protocol_rows, tls_rows, peer_rows, connection_limit_rows,
                      message_limit_rows, store_limit_rows}) {
      for (Setting& setting : make()) rows.push_back(std::move(setting));
    }
    return rows;
  }();
  return table;
}

const Setting* find_setting(std::string_view name) {
  const auto& table = setting_table();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Setting& setting) { return setting.name == name; });
  return found == table.end() ? nullptr : &*found;
}

std::vector<std::string> setting_names() {
  std::vector<std::string> names;
  for (const Setting& setting : setting_table()) names.emplace_back(setting.name);
  return names;
}

void complete(Settings& settings, bool root_given) {
  std::error_code ignored;  // without a current folder, relative paths stay as they are
  const std::string here = std::filesystem::current_path(ignored).string();
  if (settings.root.empty()) settings.root = kDefaultRoot;
  settings.root = below(here, settings.root);
  while (settings.root.size() > 1 && settings.root.back() == '/') settings.root.pop_back();

  const auto place = [&](std::string& path, std::string_view name) {
    path = below(settings.root, path.empty() ? std::string(name) : path);
  };
  place(settings.database, "directory.db");
  place(settings.mail_root, "mail");
  place(settings.spool, "spool");
  for (std::string* file :
       {&settings.tls_certificate, &settings.tls_key, &settings.tls_client_ca}) {
    if (!file->empty()) *file = below(settings.root, *file);
  }
  if (settings.mailbox_path.empty()) settings.mailbox_path = "%d/%n/Maildir";
  if (settings.host_name.empty()) settings.host_name = machine_name();
  if (settings.listen.empty()) {
    settings.listen.push_back(root_given ? fmt::format("lmtp:unix:{}/run/lmtp.sock", settings.root)
                                         : std::string(kDefaultListener));
  }
  if (settings.socket_mode.empty()) settings.socket_mode = "0660";
  if (settings.size_announcement.empty()) settings.size_announcement = "number";
  if (settings.bare_line_feed.empty()) settings.bare_line_feed = "refuse";
  if (settings.bare_user_names.empty()) settings.bare_user_names = "refuse";
  if (settings.blank_before_path.empty()) settings.blank_before_path = "refuse";
  if (settings.unparsable_sender.empty()) settings.unparsable_sender = "refuse";
  if (settings.tls_minimum_version.empty()) settings.tls_minimum_version = "1.2";
  if (settings.tls_client_certificate.empty()) settings.tls_client_certificate = "none";
  if (settings.log_level.empty()) settings.log_level = "info";
  if (settings.usage_exit_status.empty()) settings.usage_exit_status = "75";
}

}  // namespace config
