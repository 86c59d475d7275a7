// live_certificate.h: a TLS certificate for the tests, made afresh for each site.
#pragma once

#include <string>

namespace dialogs {

struct CertificateFiles {
  std::string certificate;
  std::string key;
};

// Writes a self-signed certificate of `name` and its key as NAME.pem and NAME.key into `folder`.
// Errors: exceptions.
CertificateFiles write_certificate(const std::string& folder, const std::string& name);

// The SHA-256 of the certificate in a file, in hexadecimal digits.
[[nodiscard]] std::string fingerprint_of(const std::string& certificate_file);

}  // namespace dialogs
