#include "lmtpd/server/certificate_fingerprint.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <optional>

namespace lmtp {
namespace {

std::optional<unsigned> hexadecimal(char character) {
  if (character >= '0' && character <= '9') return static_cast<unsigned>(character - '0');
  if (character >= 'a' && character <= 'f') return static_cast<unsigned>(character - 'a') + 10;
  if (character >= 'A' && character <= 'F') return static_cast<unsigned>(character - 'A') + 10;
  return std::nullopt;
}

tl::unexpected<std::string> no_fingerprint() {
  return tl::unexpected<std::string>(
      "must be the SHA-256 fingerprint of a certificate: 64 hexadecimal digits, as `openssl x509 "
      "-noout -fingerprint -sha256` prints them");
}

}  // namespace

tl::expected<CertificateFingerprint, std::string> parse_fingerprint(std::string_view text) {
  CertificateFingerprint fingerprint;
  const bool colons = text.size() > 2 && text[2] == ':';
  for (std::size_t i = 0; i < fingerprint.octets.size(); ++i) {
    if (colons && i > 0) {
      if (text.empty() || text.front() != ':') return no_fingerprint();
      text.remove_prefix(1);
    }
    if (text.size() < 2) return no_fingerprint();
    const auto high = hexadecimal(text[0]);
    const auto low = hexadecimal(text[1]);
    if (!high || !low) return no_fingerprint();
    fingerprint.octets[i] = static_cast<std::uint8_t>(*high * 16 + *low);
    text.remove_prefix(2);
  }
  if (!text.empty()) return no_fingerprint();
  return fingerprint;
}

std::string to_string(const CertificateFingerprint& fingerprint) {
  return fmt::format("{:02X}", fmt::join(fingerprint.octets, ":"));
}

CertificateFingerprint fingerprint_of(const x509_st& certificate) {
  CertificateFingerprint fingerprint;
  unsigned octets = 0;  // without memory it stays all zero, which is nobody's fingerprint
  X509_digest(&certificate, EVP_sha256(), fingerprint.octets.data(), &octets);
  return fingerprint;
}

}  // namespace lmtp
