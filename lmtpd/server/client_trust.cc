#include "lmtpd/server/client_trust.h"

#include "lmtpd/server/certificate_subject.h"
#include "lmtpd/server/openssl_error.h"
#include "lmtpd/server/tls_session.h"
#include "mailbox/printable.h"

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <utility>

namespace lmtp {

std::string to_log(const ClientCertificate& certificate) {
  const std::string doubt =
      certificate.verified ? "" : fmt::format(" doubt=\"{}\"", certificate.doubt);
  return fmt::format("certificate={}{} subject=\"{}\" fingerprint={}",
                     certificate.verified ? "verified" : "unverified", doubt,
                     mailbox::printable(certificate.subject), to_string(certificate.fingerprint));
}

ClientTrust::ClientTrust(const TlsSettings& settings)
    : wanted_(settings.client_certificates),
      fingerprints_(settings.client_fingerprints),
      has_authorities_(!settings.client_ca.empty()) {}

mailbox::Result<void> ClientTrust::apply(SSL_CTX& tls, const std::string& client_ca) const {
  if (wanted_ == ClientCertificates::kNone) return {};
  if (has_authorities_ && SSL_CTX_load_verify_file(&tls, client_ca.c_str()) != 1) {
    return mailbox::failure(mailbox::status::kMisconfigured,
                            fmt::format("tls-client-ca {} cannot be used: {}; it must hold the "
                                        "authorities' certificates (PEM)",
                                        client_ca, take_openssl_error()));
  }
  // The authorities are not named to the client: those that are known by their fingerprint would
  // keep their certificate to themselves.
  const int or_fail =
      wanted_ == ClientCertificates::kRequired ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
  SSL_CTX_set_verify(&tls, SSL_VERIFY_PEER | or_fail, nullptr);
  // OpenSSL wants a pointer to what nobody changes, without `const`.
  SSL_CTX_set_cert_verify_callback(&tls, &ClientTrust::answer, const_cast<ClientTrust*>(this));
  return {};
}

// What OpenSSL asks in the handshake. 0 ends it.
int ClientTrust::answer(X509_STORE_CTX* chain, void* trust) {
  const auto& self = *static_cast<const ClientTrust*>(trust);
  ClientCertificate certificate = self.judge(*chain);
  const bool good_enough = certificate.verified || self.wanted_ == ClientCertificates::kOptional;
  const auto* tls = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
  TlsSession::of(*tls).note(std::move(certificate));
  return good_enough ? 1 : 0;
}

ClientCertificate ClientTrust::judge(X509_STORE_CTX& chain) const {
  const X509& shown = *X509_STORE_CTX_get0_cert(&chain);
  ClientCertificate certificate;
  certificate.subject = subject_of(shown);
  certificate.fingerprint = fingerprint_of(shown);
  const bool listed = std::find(fingerprints_.begin(), fingerprints_.end(),
                                certificate.fingerprint) != fingerprints_.end();
  if (listed) {
    X509_STORE_CTX_set_error(&chain, X509_V_OK);
  } else if (!has_authorities_) {
    X509_STORE_CTX_set_error(&chain, X509_V_ERR_CERT_UNTRUSTED);
    certificate.doubt = "its fingerprint is not listed";
    return certificate;
  } else if (X509_verify_cert(&chain) != 1) {
    certificate.doubt = X509_verify_cert_error_string(X509_STORE_CTX_get_error(&chain));
    return certificate;
  }
  certificate.verified = true;
  return certificate;
}

}  // namespace lmtp
