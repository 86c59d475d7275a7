#include "unit/server/tls_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace lmtp::testing {
namespace {

std::string make_folder() {
  std::string name = ::testing::TempDir() + "lmtpd-tls.XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp " + name);
  return name;
}

}  // namespace

TlsFiles::TlsFiles() : folder(make_folder()) {}

TlsFiles::~TlsFiles() {
  std::filesystem::remove_all(folder);
}

std::string TlsFiles::write(const std::string& name, const std::string& text) {
  const std::string path = folder + "/" + name;
  std::ofstream(path) << text;
  ::chmod(path.c_str(), 0600);
  return path;
}

TlsSettings TlsFiles::settings_of(const TestCertificate& certificate) {
  TlsSettings settings;
  settings.certificate = write("server.pem", certificate.pem());
  settings.key = write("server.key", certificate.key_pem());
  return settings;
}

}  // namespace lmtp::testing
