#include "lmtpd/setup.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace lmtp {
namespace {

class Complaints {
 public:
  explicit Complaints(const config::CommandLine& line) : line_(line) {}

  void add(std::string_view setting, std::string_view problem, std::size_t index = 0) {
    if (!text_.empty()) text_ += '\n';
    text_ += config::complaint(line_, setting, problem, index);
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  const config::CommandLine& line_;
  std::string text_;
};

std::vector<ListenSpec> parse_listeners(const config::Settings& settings, Complaints& complaints) {
  std::vector<ListenSpec> specs;
  for (std::size_t i = 0; i < settings.listen.size(); ++i) {
    const auto spec = parse_listen_spec(settings.listen[i]);
    if (spec) {
      specs.push_back(*spec);
    } else {
      complaints.add("listen", fmt::format("{}, in `{}`", spec.error().text, settings.listen[i]),
                     i);
    }
  }
  return specs;
}

ServerSettings server_settings(const config::Settings& settings) {
  ServerSettings of_server;
  of_server.default_domain = settings.default_domain;
  of_server.spool = settings.spool;
  SessionSettings& session = of_server.session;
  session.host_name = settings.host_name;
  session.limits = settings.limits;
  session.log_in_required = settings.auth_required;
  session.log_in_in_clear = settings.auth_without_tls;
  session.size_announced = settings.size_announcement == "number";
  session.bare_line_feed_accepted = settings.bare_line_feed == "accept";
  session.original_recipient_accepted = settings.accept_orcpt;
  session.user_name_accepted = settings.bare_user_names == "accept";
  session.blank_before_path_accepted = settings.blank_before_path == "accept";
  session.unparsable_sender_accepted = settings.unparsable_sender == "null";
  session.verify_answered = settings.answer_vrfy;
  session.expand_answered = settings.answer_expn;
  return of_server;
}

PeerPatterns parse_peers(std::string_view setting, const std::vector<std::string>& values,
                         Complaints& complaints) {
  PeerPatterns patterns;
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto pattern = PeerPattern::parse(values[i]);
    if (!pattern) {
      complaints.add(setting, fmt::format("{}, in `{}`", pattern.error().text, values[i]), i);
    } else if (pattern->by_certificate() || pattern->by_log_in()) {
      complaints.add(setting,
                     fmt::format("takes networks, unix and uid:USER only, not `{}`", values[i]), i);
    } else {
      patterns.push_back(std::move(*pattern));
    }
  }
  return patterns;
}

TrustedPeers parse_trusted(const config::Settings& settings, Complaints& complaints) {
  return {parse_peers("xforward-from", settings.xforward_from, complaints),
          parse_peers("xclient-from", settings.xclient_from, complaints),
          parse_peers("ignore-quota-from", settings.ignore_quota_from, complaints),
          parse_peers("proxy-from", settings.proxy_from, complaints)};
}

TlsSettings parse_tls(const config::Settings& settings, Complaints& complaints) {
  TlsSettings tls;
  tls.certificate = settings.tls_certificate;
  tls.key = settings.tls_key;
  tls.client_ca = settings.tls_client_ca;
  if (settings.tls_minimum_version == "1.3") tls.minimum = TlsVersion::k13;
  if (settings.tls_client_certificate == "optional") {
    tls.client_certificates = ClientCertificates::kOptional;
  } else if (settings.tls_client_certificate == "required") {
    tls.client_certificates = ClientCertificates::kRequired;
  }
  const auto& fingerprints = settings.tls_client_fingerprints;
  for (std::size_t i = 0; i < fingerprints.size(); ++i) {
    const auto fingerprint = parse_fingerprint(fingerprints[i]);
    if (fingerprint) {
      tls.client_fingerprints.push_back(*fingerprint);
    } else {
      complaints.add("tls-client-fingerprint",
                     fmt::format("{}, not `{}`", fingerprint.error(), fingerprints[i]), i);
    }
  }
  if (tls.certificate.empty() && !tls.key.empty()) {
    complaints.add("tls-key", "is of no use without tls-certificate");
  }
  return tls;
}

bool admits_by_certificate(const Service& service) {
  const PeerPatterns& patterns = service.allow.patterns();
  return std::any_of(patterns.begin(), patterns.end(),
                     [](const PeerPattern& pattern) { return pattern.by_certificate(); });
}

// Listeners that would wait in vain for what cannot come.
void check_listeners(const std::vector<ListenSpec>& listen, const TlsSettings& tls,
                     Complaints& complaints) {
  for (std::size_t i = 0; i < listen.size(); ++i) {
    const Service& service = listen[i].service;
    if (service.implicit_tls && tls.certificate.empty()) {
      complaints.add("listen", fmt::format("needs tls-certificate, in `{}`", to_string(listen[i])),
                     i);
    } else if (admits_by_certificate(service) &&
               (tls.certificate.empty() || tls.client_certificates == ClientCertificates::kNone)) {
      complaints.add("listen",
                     fmt::format("admits clients by certificate, for which tls-certificate must be "
                                 "set, and tls-client-certificate be optional or required, in `{}`",
                                 to_string(listen[i])),
                     i);
    }
  }
}

// All that are not switched off.
ExtensionSet parse_extensions(const config::Settings& settings, Complaints& complaints) {
  ExtensionSet extensions = kUnconditionalExtensions | kConditionalExtensions;
  for (std::size_t i = 0; i < settings.disabled_extensions.size(); ++i) {
    const auto extension = extension_named(settings.disabled_extensions[i]);
    if (extension) {
      extensions.remove(*extension);
    } else {
      complaints.add("disabled-extension",
                     fmt::format("names no extension, in `{}`; write its keyword, such as CHUNKING",
                                 settings.disabled_extensions[i]),
                     i);
    }
  }
  return extensions;
}

mailbox::Result<void> make_folder(const std::string& path, std::filesystem::perms permissions) {
  std::error_code error;
  if (std::filesystem::create_directory(path, error)) {
    std::filesystem::permissions(path, permissions, error);
  }
  if (!error) return {};
  return mailbox::failure(mailbox::status::kMisconfigured,
                          fmt::format("cannot make the folder {}: {}", path, error.message()));
}

}  // namespace

tl::expected<Setup, std::string> make_setup(const config::CommandLine& line) {
  const config::Settings& settings = line.settings;
  Complaints complaints(line);
  std::vector<ListenSpec> listen = parse_listeners(settings, complaints);
  auto mailbox_path = mailbox::PathTemplate::parse(settings.mailbox_path);
  if (!mailbox_path) complaints.add("mailbox-path", mailbox_path.error().text);
  ServerSettings server = server_settings(settings);
  server.extensions = parse_extensions(settings, complaints);
  server.trusted = parse_trusted(settings, complaints);
  server.tls = parse_tls(settings, complaints);
  if (complaints.text().empty()) check_listeners(listen, server.tls, complaints);
  server.session.extensions = server.extensions & kUnconditionalExtensions;
  if (!complaints.text().empty()) return tl::unexpected(complaints.text());
  return Setup{std::move(server),
               {parse_mode(settings.socket_mode).value_or(0660), settings.socket_owner,
                settings.socket_group},
               std::move(listen),
               {settings.mail_root, std::move(*mailbox_path), settings.host_name}};
}

mailbox::Result<void> make_folders(const config::CommandLine& line) {
  using std::filesystem::perms;
  if (line.places.count("root") == 0) return {};
  const std::string& root = line.settings.root;
  // Who may connect is the sockets' modes' business, so others must get as far as them.
  auto made = make_folder(root + "/run", perms::owner_all | perms::group_read | perms::group_exec |
                                             perms::others_read | perms::others_exec);
  if (!made || line.settings.spool != root + "/spool") return made;
  return make_folder(line.settings.spool, perms::owner_all);
}

}  // namespace lmtp
