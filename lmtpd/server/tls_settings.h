// tls_settings.h: what the administrator says about TLS.
//
// Shape       a plain value; files are named here and read by tls_identity.h
#pragma once

#include "lmtpd/server/certificate_fingerprint.h"

#include <string>
#include <vector>

namespace lmtp {

// Of the clients that do TLS: whether they are asked for a certificate, and go on without one.
enum class ClientCertificates { kNone, kOptional, kRequired };
enum class TlsVersion { k12, k13 };

struct TlsSettings {
  std::string certificate;  // PEM: ours first, then what leads to its authority. Empty: no TLS
  std::string key;          // PEM; empty: in the certificate's file
  std::string client_ca;    // PEM: authorities whose clients are admitted
  std::vector<CertificateFingerprint> client_fingerprints;  // of clients that are admitted anyway
  ClientCertificates client_certificates = ClientCertificates::kNone;
  TlsVersion minimum = TlsVersion::k12;

  friend bool operator==(const TlsSettings&, const TlsSettings&) = default;
};

}  // namespace lmtp
