#include "unit/server/test_certificate.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>

namespace lmtp::testing {
namespace {

void check(bool good, const char* what) {
  if (!good) throw std::runtime_error(what);
}

void add_extension(X509* certificate, int name, const char* value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, name, value);
  check(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, "X509_add_ext");
  X509_EXTENSION_free(extension);
}

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

std::string text_in(const Bio& bio) {
  const char* octets = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &octets);
  return {octets, static_cast<std::size_t>(size)};
}

}  // namespace

TestCertificate::TestCertificate(const std::string& name, long until,
                                 const TestCertificate* authority)
    : key_(EVP_EC_gen("P-256"), &EVP_PKEY_free), certificate_(X509_new(), &X509_free) {
  static std::atomic<long> serial = 1;
  check(key_ && certificate_, "no key");
  X509* const x509 = certificate_.get();
  X509_set_version(x509, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), serial++);
  X509_gmtime_adj(X509_getm_notBefore(x509), std::min(until, 0L) - 60);
  X509_gmtime_adj(X509_getm_notAfter(x509), until);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(
      x509, X509_get_subject_name(authority != nullptr ? authority->certificate() : x509));
  X509_set_pubkey(x509, key_.get());
  add_extension(x509, NID_basic_constraints,
                authority != nullptr ? "critical,CA:FALSE" : "critical,CA:TRUE");
  check(X509_sign(x509, authority != nullptr ? authority->key() : key_.get(), EVP_sha256()) > 0,
        "X509_sign");
}

TestCertificate TestCertificate::self_signed(const std::string& name, long until) {
  return {name, until, nullptr};
}

TestCertificate TestCertificate::issue(const std::string& name, long until) const {
  return {name, until, this};
}

std::string TestCertificate::pem() const {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_X509(bio.get(), certificate_.get());
  return text_in(bio);
}

std::string TestCertificate::key_pem(const std::string& passphrase) const {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  const EVP_CIPHER* const cipher = passphrase.empty() ? nullptr : EVP_aes_128_cbc();
  PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), cipher, passphrase.data(),
                                static_cast<int>(passphrase.size()), nullptr, nullptr);
  return text_in(bio);
}

}  // namespace lmtp::testing
