// client_trust.h: which certificates of clients are believed.
//
// Shape       a certificate is verified when its fingerprint is listed, or else when it leads to an
//             authority of the CA file and is in its time. A listed fingerprint is all that counts:
//             such a certificate may be self-signed or past its end
// Threads     one handshake at a time
// Source      RFC 8446 §4.4.2.4, RFC 5280 §6
#pragma once

#include "lmtpd/server/tls_settings.h"
#include "mailbox/result.h"

#include <string>
#include <vector>

struct ssl_ctx_st;         // OpenSSL's SSL_CTX
struct x509_store_ctx_st;  // OpenSSL's X509_STORE_CTX

namespace lmtp {

// The certificate that a client showed.
struct ClientCertificate {
  std::string subject;  // as the certificate has it: not fit for the log as it is
  CertificateFingerprint fingerprint;
  bool verified = false;
  std::string doubt;  // why it is not verified

  friend bool operator==(const ClientCertificate&, const ClientCertificate&) = default;
};

// `certificate=verified subject="CN=client.example" fingerprint=16:60:…`
[[nodiscard]] std::string to_log(const ClientCertificate& certificate);

class ClientTrust {
 public:
  explicit ClientTrust(const TlsSettings& settings);

  // Makes every handshake of `tls` ask here. This outlives those handshakes.
  [[nodiscard]] mailbox::Result<void> apply(ssl_ctx_st& tls, const std::string& client_ca) const;

 private:
  static int answer(x509_store_ctx_st* chain, void* trust);
  [[nodiscard]] ClientCertificate judge(x509_store_ctx_st& chain) const;

  ClientCertificates wanted_;
  std::vector<CertificateFingerprint> fingerprints_;
  bool has_authorities_;
};

}  // namespace lmtp
