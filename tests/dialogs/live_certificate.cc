#include "dialogs/live_certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>

namespace dialogs {

namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};

template <class T>
using Owned = std::unique_ptr<T, Free>;

constexpr long kValidSeconds = 24L * 60 * 60;

void check(bool good, const char* operation) {
  if (!good) throw std::runtime_error(operation);
}

Owned<std::FILE> open_file(const std::string& path, const char* mode) {
  Owned<std::FILE> file(std::fopen(path.c_str(), mode));
  check(file != nullptr, path.c_str());
  return file;
}

Owned<X509> self_signed(const std::string& name, EVP_PKEY* key) {
  Owned<X509> certificate(X509_new());
  X509* const x509 = certificate.get();
  X509_set_version(x509, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509), -kValidSeconds);
  X509_gmtime_adj(X509_getm_notAfter(x509), kValidSeconds);
  X509_set_pubkey(x509, key);
  X509_NAME* const subject = X509_get_subject_name(x509);
  const auto* common_name = reinterpret_cast<const unsigned char*>(name.c_str());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, common_name, -1, -1, 0);
  X509_set_issuer_name(x509, subject);
  const Owned<X509_EXTENSION> names(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, ("DNS:" + name).c_str()));
  check(names && X509_add_ext(x509, names.get(), -1) == 1, "subjectAltName");
  check(X509_sign(x509, key, EVP_sha256()) > 0, "X509_sign");
  return certificate;
}

}  // namespace

CertificateFiles write_certificate(const std::string& folder, const std::string& name) {
  const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  check(key != nullptr, "EVP_EC_gen");
  const Owned<X509> certificate = self_signed(name, key.get());
  CertificateFiles files{folder + "/" + name + ".pem", folder + "/" + name + ".key"};
  check(PEM_write_X509(open_file(files.certificate, "wx").get(), certificate.get()) == 1,
        "PEM_write_X509");
  const Owned<std::FILE> key_file = open_file(files.key, "wx");
  check(::fchmod(::fileno(key_file.get()), 0600) == 0, "fchmod");
  check(PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1,
        "PEM_write_PrivateKey");
  return files;
}

std::string fingerprint_of(const std::string& certificate_file) {
  const Owned<X509> certificate(
      PEM_read_X509(open_file(certificate_file, "r").get(), nullptr, nullptr, nullptr));
  check(certificate != nullptr, "PEM_read_X509");
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned octets = 0;
  check(X509_digest(certificate.get(), EVP_sha256(), digest.data(), &octets) == 1, "X509_digest");
  std::string text;
  for (unsigned i = 0; i < octets; ++i) {
    constexpr const char* kDigits = "0123456789abcdef";
    text.push_back(kDigits[digest.at(i) >> 4U]);
    text.push_back(kDigits[digest.at(i) & 0xfU]);
  }
  return text;
}

}  // namespace dialogs
