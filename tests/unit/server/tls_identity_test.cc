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

  TlsFiles files_;
  TestCertificate authority_ = TestCertificate::self_signed("Test Authority");
  TestCertificate server_ = authority_.issue("mx.example.net");
  TlsSettings settings_ = files_.settings_of(server_);
};

TEST_F(TlsIdentityTest, GoodFilesGiveNoWarning) {
  const auto identity = TlsIdentity::load(settings_);
  ASSERT_TRUE(identity) << identity.error().text;
  EXPECT_TRUE((*identity)->warnings().empty());
  EXPECT_NE((*identity)->description().find("CN=mx.example.net"), std::string::npos);
  EXPECT_NE((*identity)->description().find(to_string(server_.fingerprint())), std::string::npos);
}

TEST_F(TlsIdentityTest, OneFileHoldsChainAndKey) {
  settings_.certificate =
      files_.write("all.pem", server_.key_pem() + server_.pem() + authority_.pem());
  settings_.key.clear();
  EXPECT_TRUE(TlsIdentity::load(settings_));
}

TEST_F(TlsIdentityTest, MissingFilesAreNamed) {
  TlsSettings missing = settings_;
  missing.certificate = files_.folder + "/none.pem";
  check_refused(missing, {"tls-certificate", missing.certificate, "No such file"});
  missing = settings_;
  missing.key = files_.folder + "/none.key";
  check_refused(missing, {"tls-key", missing.key, "No such file"});
  missing = settings_;
  missing.client_certificates = ClientCertificates::kRequired;
  missing.client_ca = files_.folder + "/none.ca";
  check_refused(missing, {"tls-client-ca", missing.client_ca, "No such file"});
}

TEST_F(TlsIdentityTest, FilesWithSomethingElseInThemAreNamed) {
  TlsSettings wrong = settings_;
  wrong.certificate = wrong.key;
  check_refused(wrong, {"tls-certificate", wrong.key, "no start line"});
  wrong = settings_;
  wrong.key = wrong.certificate;
  check_refused(wrong, {"tls-key", wrong.certificate, "private key"});
  wrong = settings_;
  wrong.client_certificates = ClientCertificates::kOptional;
  wrong.client_ca = settings_.key;
  check_refused(wrong, {"tls-client-ca", settings_.key});
  wrong = settings_;
  wrong.certificate = files_.write("cut.pem", server_.pem().substr(0, 200));
  check_refused(wrong, {"tls-certificate", wrong.certificate});
  wrong.certificate = files_.folder;
  check_refused(wrong, {"tls-certificate", files_.folder});
}

TEST_F(TlsIdentityTest, KeyOfAnotherCertificateIsRefused) {
  settings_.key = files_.write("other.key", authority_.key_pem());
  check_refused(settings_, {"tls-key", settings_.key, "does not belong", settings_.certificate,
                            "key values mismatch"});
}

TEST_F(TlsIdentityTest, AsksNobodyForAPassphrase) {
  settings_.key = files_.write("locked.key", server_.key_pem("secret"));
  check_refused(settings_, {"tls-key", settings_.key, "without a passphrase"});
}

TEST_F(TlsIdentityTest, AskingForCertificatesThatNothingCouldVerifyIsRefused) {
  settings_.client_certificates = ClientCertificates::kRequired;
  check_refused(settings_, {"tls-client-ca", "tls-client-fingerprint"});
}

TEST_F(TlsIdentityTest, ExpiredCertificateIsAWarning) {
  const auto expired = authority_.issue("old.example.net", -TestCertificate::kDay);
  check_warned(files_.settings_of(expired), "has expired");
}

TEST_F(TlsIdentityTest, KeyThatEverybodyCanReadIsAWarning) {
  ASSERT_EQ(::chmod(settings_.key.c_str(), 0644), 0);
  check_warned(settings_, settings_.key + " can be read by everybody");
  ASSERT_EQ(::chmod(settings_.key.c_str(), 0640), 0);  // a group for those who may
  EXPECT_TRUE(TlsIdentity::load(settings_).value()->warnings().empty());
}

TEST_F(TlsIdentityTest, TrustThatNobodyIsAskedForIsAWarning) {
  settings_.client_fingerprints.push_back(server_.fingerprint());
  check_warned(settings_, "tls-client-certificate must be");
}

}  // namespace
