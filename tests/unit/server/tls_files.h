// tls_files.h: a folder with the files that TLS settings name, removed in the end.
#pragma once

#include "lmtpd/server/tls_settings.h"
#include "unit/server/test_certificate.h"

#include <string>

namespace lmtp::testing {

class TlsFiles {
 public:
  TlsFiles();
  TlsFiles(const TlsFiles&) = delete;
  TlsFiles& operator=(const TlsFiles&) = delete;
  ~TlsFiles();

  // The path of the file, mode 0600.
  std::string write(const std::string& name, const std::string& text);
  // Settings with the certificate and its key in two files.
  TlsSettings settings_of(const TestCertificate& certificate);

  const std::string folder;
};

}  // namespace lmtp::testing
