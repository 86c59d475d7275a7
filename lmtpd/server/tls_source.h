// tls_source.h: where the TLS identity of new sessions comes from, and how it is made anew while
// the server runs.
//
// Shape       sessions take identity() when they begin, and keep it
// Threads     one: the event loop's. Reading anew reads a few small files, by the administrator's
//             leave
// Errors      load(): 4.3.5, see tls_identity.h. reload() has none: what is wrong is logged, and
//             the identity stays what it was
#pragma once

#include "lmtpd/server/tls_identity.h"
#include "lmtpd/server/tls_settings.h"
#include "mailbox/result.h"

#include <functional>
#include <memory>

namespace spdlog {
class logger;
}

namespace lmtp {

class TlsSource {
 public:
  using Reread = std::function<mailbox::Result<TlsSettings>()>;

  // `reread` finds out what the settings are now; without it they stay what they are.
  TlsSource(TlsSettings settings, Reread reread, spdlog::logger& log);

  [[nodiscard]] mailbox::Result<void> load();
  void reload();

  // None: there is no TLS.
  [[nodiscard]] const std::shared_ptr<const TlsIdentity>& identity() const { return identity_; }

 private:
  [[nodiscard]] mailbox::Result<void> use(const TlsSettings& settings);

  const TlsSettings settings_;
  const Reread reread_;
  spdlog::logger& log_;
  std::shared_ptr<const TlsIdentity> identity_;
};

}  // namespace lmtp
