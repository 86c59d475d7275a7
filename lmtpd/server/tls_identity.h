// tls_identity.h: who we are in TLS, and whom we believe: the settings with their files read.
//
// Shape       immutable; made anew when the files have changed. Sessions keep the one that they
//             began with
// Owns        OpenSSL's SSL_CTX
// Threads     load() anywhere; the sessions of one identity in one thread
// Errors      4.3.5: which file, why, and what to do about it
// Source      RFC 8996 (no TLS 1.0, 1.1), RFC 9325 §3 and §4: no compression, no renegotiation,
//             forward secrecy and authenticated encryption only
#pragma once

#include "lmtpd/server/client_trust.h"
#include "lmtpd/server/tls_settings.h"
#include "mailbox/result.h"

#include <memory>
#include <string>
#include <vector>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace lmtp {

class TlsIdentity {
 public:
  // Requires: `settings.certificate` is not empty.
  [[nodiscard]] static mailbox::Result<std::shared_ptr<const TlsIdentity>> load(
      const TlsSettings& settings);
  TlsIdentity(const TlsIdentity&) = delete;
  TlsIdentity& operator=(const TlsIdentity&) = delete;

  // What an administrator should look at though it works: a key that everybody can read, a
  // certificate out of its time.
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
  // `subject="CN=mx.example.net" until="Nov 21 22:58:11 2026 GMT" fingerprint=16:60:…`
  [[nodiscard]] const std::string& description() const { return description_; }
  [[nodiscard]] ssl_ctx_st& tls() const { return *tls_; }

 private:
  explicit TlsIdentity(const TlsSettings& settings);

  const ClientTrust trust_;
  std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st*)> tls_;
  std::vector<std::string> warnings_;
  std::string description_;
};

}  // namespace lmtp
