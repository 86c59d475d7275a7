#include "lmtpd/server/client_trust.h"

#include "unit/server/stream_in_loop.h"
#include "unit/server/tls_client.h"
#include "unit/server/tls_files.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using lmtp::ClientCertificate;
using lmtp::ClientCertificates;
using lmtp::TlsIdentity;
using lmtp::testing::StreamInLoop;
using lmtp::testing::TestCertificate;
using lmtp::testing::TlsClient;
using lmtp::testing::TlsFiles;

struct Shown {
  std::optional<ClientCertificate> certificate;
  std::string refusal;  // empty: the handshake came about
};

class ClientTrustTest : public ::testing::Test {
 protected:
  // One handshake of a client that has this certificate, in both versions of TLS.
  Shown show(const std::optional<TestCertificate>& certificate) {
    const Shown in_12 = show(certificate, TLS1_2_VERSION);
    Shown in_13 = show(certificate, TLS1_3_VERSION);
    EXPECT_EQ(in_12.certificate, in_13.certificate);
    EXPECT_EQ(in_12.refusal, in_13.refusal);
    return in_13;
  }

  void check_verified(const TestCertificate& certificate) {
    const Shown shown = show(certificate);
    EXPECT_EQ(shown.refusal, "");
    ASSERT_TRUE(shown.certificate);
    EXPECT_TRUE(shown.certificate->verified) << shown.certificate->doubt;
    EXPECT_EQ(shown.certificate->fingerprint, certificate.fingerprint());
    EXPECT_EQ(shown.certificate->doubt, "");
  }

  // It goes on as a client without a certificate that counts.
  void check_doubted(const TestCertificate& certificate, const std::string& doubt) {
    const Shown shown = show(certificate);
    EXPECT_EQ(shown.refusal, "");
    ASSERT_TRUE(shown.certificate);
    EXPECT_FALSE(shown.certificate->verified);
    EXPECT_EQ(shown.certificate->doubt, doubt);
  }

  // The handshake fails, and the reason says why, and what could be listed to let this client in.
  void check_refused(const TestCertificate& certificate, const std::string& doubt) {
    const Shown shown = show(certificate);
    EXPECT_FALSE(shown.certificate);
    for (const std::string& part :
         {std::string("certificate verify failed"), doubt, to_string(certificate.fingerprint())}) {
      EXPECT_NE(shown.refusal.find(part), std::string::npos) << part << ": " << shown.refusal;
    }
  }

  TlsFiles files_;
  TestCertificate authority_ = TestCertificate::self_signed("Test Authority");
  lmtp::TlsSettings settings_ = files_.settings_of(authority_.issue("mx.example.net"));
  TestCertificate known_ = authority_.issue("client.example");
  TestCertificate expired_ = authority_.issue("old.example", -TestCertificate::kDay);
  TestCertificate own_ = TestCertificate::self_signed("client.example");

  void trust_authority() { settings_.client_ca = files_.write("ca.pem", authority_.pem()); }
  void trust(const TestCertificate& certificate) {
    settings_.client_fingerprints.push_back(certificate.fingerprint());
  }

 private:
  Shown show(const std::optional<TestCertificate>& certificate, int version) {
    StreamInLoop server;
    TlsClient client(server.release_client(), {version, version, certificate});
    server.begin_tls(TlsIdentity::load(settings_).value());
    for (int step = 0; step < 20 && !server.agreed; ++step) {
      client.connect();
      server.run_until_waiting();
    }
    if (!server.agreed) return {std::nullopt, "(no end)"};
    if (!*server.agreed) return {std::nullopt, server.agreed->error()};
    return {(*server.agreed)->client, ""};
  }
};

TEST_F(ClientTrustTest, NobodyIsAskedByDefault) {
  const Shown shown = show(known_);
  EXPECT_FALSE(shown.certificate);
  EXPECT_EQ(shown.refusal, "");
}

TEST_F(ClientTrustTest, RequiredLetsInWhomTheAuthorityVouchesFor) {
  settings_.client_certificates = ClientCertificates::kRequired;
  trust_authority();
  check_verified(known_);
  check_refused(own_, "self-signed certificate");
  check_refused(expired_, "certificate has expired");
  EXPECT_EQ(show(std::nullopt).refusal, "peer did not return a certificate");
}

TEST_F(ClientTrustTest, RequiredLetsInWhoeverIsListed) {
  settings_.client_certificates = ClientCertificates::kRequired;
  trust(own_);
  trust(expired_);
  check_verified(own_);
  check_verified(expired_);  // nothing but the fingerprint counts
  check_refused(known_, "its fingerprint is not listed");
  EXPECT_EQ(show(std::nullopt).refusal, "peer did not return a certificate");
}

TEST_F(ClientTrustTest, AuthorityOrListIsEnough) {
  settings_.client_certificates = ClientCertificates::kRequired;
  trust_authority();
  trust(own_);
  check_verified(known_);
  check_verified(own_);
}

TEST_F(ClientTrustTest, OptionalLetsEverybodyGoOnAndTellsThemApart) {
  settings_.client_certificates = ClientCertificates::kOptional;
  trust_authority();
  check_verified(known_);
  check_doubted(own_, "self-signed certificate");
  check_doubted(expired_, "certificate has expired");
  const Shown none = show(std::nullopt);
  EXPECT_FALSE(none.certificate);
  EXPECT_EQ(none.refusal, "");
}

TEST_F(ClientTrustTest, OptionalByList) {
  settings_.client_certificates = ClientCertificates::kOptional;
  trust(own_);
  check_verified(own_);
  check_doubted(known_, "its fingerprint is not listed");
}

TEST_F(ClientTrustTest, NamesTheSubject) {
  settings_.client_certificates = ClientCertificates::kOptional;
  trust_authority();
  const Shown shown = show(authority_.issue("evil\n250 example"));
  ASSERT_TRUE(shown.certificate);
  EXPECT_EQ(shown.certificate->subject, "CN=evil\\0A250 example");  // on one line
  const Shown other = show(authority_.issue("j\xC3\xB6rg.example"));
  ASSERT_TRUE(other.certificate);
  EXPECT_EQ(other.certificate->subject, "CN=j\xC3\xB6rg.example");
}

}  // namespace
