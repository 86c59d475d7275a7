#include "lmtpd/server/tls_identity.h"

#include "unit/server/tls_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

namespace {

using lmtp::ClientCertificates;
using lmtp::TlsIdentity;
using lmtp::TlsSettings;
using lmtp::testing::TestCertificate;
using lmtp::testing::TlsFiles;

class TlsIdentityTest : public ::testing::Test {
 protected:
  // All of `parts` are in the error's text.
  static void check_refused(const TlsSettings& settings, const std::vector<std::string>& parts) {
    const auto identity = TlsIdentity::load(settings);
    ASSERT_FALSE(identity);
    EXPECT_EQ(identity.error().status, mailbox::status::kMisconfigured);
    for (const std::string& part : parts) {
      EXPECT_NE(identity.error().text.find(part), std::string::npos)
          << part << " is not in: " << identity.error().text;
    }
  }

  // One warning, and `part` is in it.
  static void check_warned(const TlsSettings& settings, const std::string& part) {
    const auto identity = TlsIdentity::load(settings);
    ASSERT_TRUE(identity) << identity.error().text;
    ASSERT_EQ((*identity)->warnings().size(), 1U);
    EXPECT_NE((*identity)->warnings().front().find(part), std::string::npos)
        << (*identity)->warnings().front();
  }

  TlsFiles files;
  TestCertificate authority = TestCertificate::self_signed("Test Authority");
  TestCertificate server = authority.issue("mx.example.net");
  TlsSettings settings = files.settings_of(server);
};

TEST_F(TlsIdentityTest, GoodFilesGiveNoWarning) {
  const auto identity = TlsIdentity::load(settings);
  ASSERT_TRUE(identity) << identity.error().text;
  EXPECT_TRUE((*identity)->warnings().empty());
  EXPECT_NE((*identity)->description().find("CN=mx.example.net"), std::string::npos);
  EXPECT_NE((*identity)->description().find(to_string(server.fingerprint())), std::string::npos);
}

TEST_F(TlsIdentityTest, OneFileHoldsChainAndKey) {
  settings.certificate = files.write("all.pem", server.key_pem() + server.pem() + authority.pem());
  settings.key.clear();
  EXPECT_TRUE(TlsIdentity::load(settings));
}

TEST_F(TlsIdentityTest, MissingFilesAreNamed) {
  TlsSettings missing = settings;
  missing.certificate = files.folder + "/none.pem";
  check_refused(missing, {"tls-certificate", missing.certificate, "No such file"});
  missing = settings;
  missing.key = files.folder + "/none.key";
  check_refused(missing, {"tls-key", missing.key, "No such file"});
  missing = settings;
  missing.client_certificates = ClientCertificates::kRequired;
  missing.client_ca = files.folder + "/none.ca";
  check_refused(missing, {"tls-client-ca", missing.client_ca, "No such file"});
}

TEST_F(TlsIdentityTest, FilesWithSomethingElseInThemAreNamed) {
  TlsSettings wrong = settings;
  wrong.certificate = wrong.key;
  check_refused(wrong, {"tls-certificate", wrong.key, "no start line"});
  wrong = settings;
  wrong.key = wrong.certificate;
  check_refused(wrong, {"tls-key", wrong.certificate, "private key"});
  wrong = settings;
  wrong.client_certificates = ClientCertificates::kOptional;
  wrong.client_ca = settings.key;
  check_refused(wrong, {"tls-client-ca", settings.key});
  wrong = settings;
  wrong.certificate = files.write("cut.pem", server.pem().substr(0, 200));
  check_refused(wrong, {"tls-certificate", wrong.certificate});
  wrong.certificate = files.folder;
  check_refused(wrong, {"tls-certificate", files.folder});
}

TEST_F(TlsIdentityTest, KeyOfAnotherCertificateIsRefused) {
  settings.key = files.write("other.key", authority.key_pem());
  check_refused(settings, {"tls-key", settings.key, "does not belong", settings.certificate,
                           "key values mismatch"});
}

TEST_F(TlsIdentityTest, AsksNobodyForAPassphrase) {
  settings.key = files.write("locked.key", server.key_pem("secret"));
  check_refused(settings, {"tls-key", settings.key, "without a passphrase"});
}

TEST_F(TlsIdentityTest, AskingForCertificatesThatNothingCouldVerifyIsRefused) {
  settings.client_certificates = ClientCertificates::kRequired;
  check_refused(settings, {"tls-client-ca", "tls-client-fingerprint"});
}

TEST_F(TlsIdentityTest, ExpiredCertificateIsAWarning) {
  const auto expired = authority.issue("old.example.net", -TestCertificate::kDay);
  check_warned(files.settings_of(expired), "has expired");
}

TEST_F(TlsIdentityTest, KeyThatEverybodyCanReadIsAWarning) {
  ASSERT_EQ(::chmod(settings.key.c_str(), 0644), 0);
  check_warned(settings, settings.key + " can be read by everybody");
  ASSERT_EQ(::chmod(settings.key.c_str(), 0640), 0);  // a group for those who may
  EXPECT_TRUE(TlsIdentity::load(settings).value()->warnings().empty());
}

TEST_F(TlsIdentityTest, TrustThatNobodyIsAskedForIsAWarning) {
  settings.client_fingerprints.push_back(server.fingerprint());
  check_warned(settings, "tls-client-certificate must be");
}

}  // namespace
