#include "lmtpd/server/tls_identity.h"

#include "lmtpd/server/certificate_subject.h"
#include "lmtpd/server/openssl_error.h"
#include "mailbox/errno_status.h"
#include "mailbox/printable.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace lmtp {
namespace {

using mailbox::Result;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

// For TLS 1.2; all suites of TLS 1.3 are good. What is left out: CBC (no authenticated encryption)
// and key exchange without forward secrecy (RFC 9325 §4.2).
constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL:!eNULL:!PSK";
// A client's certificates, of which somebody who is not known yet makes us keep this much.
constexpr long kClientChainOctetsMax = 32 * 1024;

tl::unexpected<mailbox::Error> wrong(std::string text) {
  return mailbox::failure(mailbox::status::kMisconfigured, std::move(text));
}

// Says why a file cannot be opened, which OpenSSL would say in other words.
Result<void> look_at(std::string_view setting, const std::string& path) {
  std::FILE* const file = std::fopen(path.c_str(), "re");
  if (file != nullptr) {
    std::fclose(file);
    return {};
  }
  const mailbox::Error error = mailbox::error_of_errno(errno, "open", path);
  return wrong(fmt::format("{}: {}; {}", setting, error.text,
                           errno == EACCES ? "the user that lmtpd runs as must be able to read it"
                                           : "is the path right?"));
}

// lmtpd asks nobody for a passphrase.
int no_passphrase(char*, int, int, void*) {
  return 0;
}

Key read_key(const std::string& path) {
  const Bio file(BIO_new_file(path.c_str(), "r"), &BIO_free);
  return {file ? PEM_read_bio_PrivateKey(file.get(), nullptr, no_passphrase, nullptr) : nullptr,
          &EVP_PKEY_free};
}

Result<void> use_certificate(SSL_CTX& tls, const std::string& path) {
  if (auto there = look_at("tls-certificate", path); !there) return there;
  if (SSL_CTX_use_certificate_chain_file(&tls, path.c_str()) == 1) return {};
  return wrong(
      fmt::format("tls-certificate {} cannot be used: {}; it must hold our certificate and "
                  "then what leads to its authority (PEM)",
                  path, take_openssl_error()));
}

Result<void> use_key(SSL_CTX& tls, const TlsSettings& settings) {
  const std::string& path = settings.key.empty() ? settings.certificate : settings.key;
  if (auto there = look_at("tls-key", path); !there) return there;
  const Key key = read_key(path);
  if (!key) {
    return wrong(
        fmt::format("tls-key {} cannot be used: {}; it must hold a private key (PEM) "
                    "without a passphrase",
                    path, take_openssl_error()));
  }
  if (X509_check_private_key(SSL_CTX_get0_certificate(&tls), key.get()) == 1 &&
      SSL_CTX_use_PrivateKey(&tls, key.get()) == 1) {
    return {};
  }
  return wrong(fmt::format("tls-key {} does not belong to the certificate in {}: {}", path,
                           settings.certificate, take_openssl_error()));
}

void set_policy(SSL_CTX& tls, TlsVersion minimum) {
  SSL_CTX_set_min_proto_version(&tls, minimum == TlsVersion::k13 ? TLS1_3_VERSION : TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(&tls, kCiphers);
  SSL_CTX_set_options(&tls, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
  // No session is taken up again: it would bring the verdict on its client's certificate along,
  // from before a reload. MTAs keep their connections; a handshake for each costs them little.
  SSL_CTX_set_session_cache_mode(&tls, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(&tls, 0);
  SSL_CTX_set_max_cert_list(&tls, kClientChainOctetsMax);
  // An idle client costs no record buffers. After a record that is not the client's data the event
  // loop gets its turn, so that nobody is kept waiting by a stream of key updates.
  SSL_CTX_set_mode(&tls, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                             SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_clear_mode(&tls, SSL_MODE_AUTO_RETRY);
}

std::string text_of(const ASN1_TIME& time) {
  const Bio text(BIO_new(BIO_s_mem()), &BIO_free);
  if (!text || ASN1_TIME_print(text.get(), &time) != 1) return "?";
  const char* octets = nullptr;
  const long size = BIO_get_mem_data(text.get(), &octets);
  return {octets, static_cast<std::size_t>(size)};
}

std::vector<std::string> warnings_of(const TlsSettings& settings, const X509& certificate) {
  std::vector<std::string> warnings;
  if (X509_cmp_current_time(X509_get0_notAfter(&certificate)) < 0) {
    warnings.push_back(
        fmt::format("the certificate in {} has expired: {}; clients that check it will refuse us",
                    settings.certificate, text_of(*X509_get0_notAfter(&certificate))));
  }
  if (X509_cmp_current_time(X509_get0_notBefore(&certificate)) > 0) {
    warnings.push_back(
        fmt::format("the certificate in {} is not valid before {}: is the clock right?",
                    settings.certificate, text_of(*X509_get0_notBefore(&certificate))));
  }
  const std::string& key = settings.key.empty() ? settings.certificate : settings.key;
  std::error_code ignored;
  const auto permissions = std::filesystem::status(key, ignored).permissions();
  if (!ignored &&
      (permissions & std::filesystem::perms::others_read) != std::filesystem::perms::none) {
    warnings.push_back(fmt::format("the key in {} can be read by everybody: chmod o-r it", key));
  }
  if (settings.client_certificates == ClientCertificates::kNone &&
      !(settings.client_ca.empty() && settings.client_fingerprints.empty())) {
    warnings.emplace_back(
        "no client is asked for a certificate: for tls-client-ca and tls-client-fingerprint to "
        "count, tls-client-certificate must be optional or required");
  }
  return warnings;
}

std::string describe(const X509& certificate) {
  return fmt::format(
      "subject=\"{}\" until=\"{}\" fingerprint={}", mailbox::printable(subject_of(certificate)),
      text_of(*X509_get0_notAfter(&certificate)), to_string(fingerprint_of(certificate)));
}

}  // namespace

TlsIdentity::TlsIdentity(const TlsSettings& settings)
    : trust_(settings), tls_(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free) {}

Result<std::shared_ptr<const TlsIdentity>> TlsIdentity::load(const TlsSettings& settings) {
  const bool nobody = settings.client_ca.empty() && settings.client_fingerprints.empty();
  if (settings.client_certificates != ClientCertificates::kNone && nobody) {
    return wrong(
        "tls-client-certificate asks for certificates, but none could be verified: give "
        "tls-client-ca or tls-client-fingerprint");
  }
  std::shared_ptr<TlsIdentity> identity(new TlsIdentity(settings));
  if (!identity->tls_) {
    return mailbox::failure(mailbox::status::kSystemFault, "no TLS: " + take_openssl_error());
  }
  SSL_CTX& tls = *identity->tls_;
  set_policy(tls, settings.minimum);
  if (auto used = use_certificate(tls, settings.certificate); !used) {
    return mailbox::failure_of(used);
  }
  if (auto used = use_key(tls, settings); !used) return mailbox::failure_of(used);
  if (!settings.client_ca.empty()) {
    if (auto there = look_at("tls-client-ca", settings.client_ca); !there) {
      return mailbox::failure_of(there);
    }
  }
  if (auto applied = identity->trust_.apply(tls, settings.client_ca); !applied) {
    return mailbox::failure_of(applied);
  }
  const X509& certificate = *SSL_CTX_get0_certificate(&tls);
  identity->warnings_ = warnings_of(settings, certificate);
  identity->description_ = describe(certificate);
  return identity;
}

}  // namespace lmtp
