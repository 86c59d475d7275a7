// certificate_fingerprint.h: the SHA-256 of a certificate, by which it is known without any
// authority.
//
//   openssl x509 -in client.pem -noout -fingerprint -sha256
//
// Shape       a value; read with or without colons, in either case; printed as openssl prints it
// Errors      parsing fails with the rest of a sentence: "must be …"
#pragma once

#include <tl/expected.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

struct x509_st;  // OpenSSL's X509

namespace lmtp {

struct CertificateFingerprint {
  std::array<std::uint8_t, 32> octets{};

  friend bool operator==(const CertificateFingerprint&, const CertificateFingerprint&) = default;
};

[[nodiscard]] tl::expected<CertificateFingerprint, std::string> parse_fingerprint(
    std::string_view text);
[[nodiscard]] std::string to_string(const CertificateFingerprint& fingerprint);
[[nodiscard]] CertificateFingerprint fingerprint_of(const x509_st& certificate);

}  // namespace lmtp
