#include "lmtpd/server/tls_source.h"

#include <spdlog/logger.h>

#include <utility>

namespace lmtp {

TlsSource::TlsSource(TlsSettings settings, Reread reread, spdlog::logger& log)
    : settings_(std::move(settings)), reread_(std::move(reread)), log_(log) {}

mailbox::Result<void> TlsSource::load() {
  if (settings_.certificate.empty()) return {};
  return use(settings_);
}

// Whether STARTTLS is offered is said once, at the start; so TLS neither comes nor goes here.
void TlsSource::reload() {
  if (!identity_) {
    log_.info("reload: this server began without TLS; to have it, restart it");
    return;
  }
  mailbox::Result<TlsSettings> settings = reread_ ? reread_() : settings_;
  mailbox::Result<void> used;
  if (!settings) {
    used = mailbox::failure_of(settings);
  } else if (settings->certificate.empty()) {
    used = mailbox::failure(mailbox::status::kMisconfigured,
                            "tls-certificate is not set any more; to do without TLS, restart");
  } else {
    used = use(*settings);
  }
  if (!used) {
    log_.error("reload: TLS stays as it was, because {}", used.error().text);
  } else {
    log_.info("reload: new sessions have the new TLS settings; all else is read at the start only");
  }
}

mailbox::Result<void> TlsSource::use(const TlsSettings& settings) {
  auto identity = TlsIdentity::load(settings);
  if (!identity) return mailbox::failure_of(identity);
  identity_ = std::move(*identity);
  log_.info("tls certificate {}", identity_->description());
  for (const std::string& warning : identity_->warnings()) log_.warn("tls: {}", warning);
  return {};
}

}  // namespace lmtp
