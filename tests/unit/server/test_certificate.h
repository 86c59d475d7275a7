// test_certificate.h: certificates and keys for tests, made in this process.
#pragma once

#include "lmtpd/server/certificate_fingerprint.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace lmtp::testing {

using Key = std::shared_ptr<EVP_PKEY>;

class TestCertificate {
 public:
  static constexpr long kDay = 24L * 60 * 60;

  // An authority, or a certificate that stands for itself. `until`: seconds from now, may be past.
  static TestCertificate self_signed(const std::string& name, long until = 30 * kDay);
  [[nodiscard]] TestCertificate issue(const std::string& name, long until = 30 * kDay) const;

  [[nodiscard]] std::string pem() const;
  [[nodiscard]] std::string key_pem(const std::string& passphrase = "") const;
  [[nodiscard]] CertificateFingerprint fingerprint() const { return fingerprint_of(*certificate_); }
  [[nodiscard]] X509* certificate() const { return certificate_.get(); }
  [[nodiscard]] EVP_PKEY* key() const { return key_.get(); }

 private:
  TestCertificate(const std::string& name, long until, const TestCertificate* authority);

  Key key_;
  std::shared_ptr<X509> certificate_;
};

}  // namespace lmtp::testing
