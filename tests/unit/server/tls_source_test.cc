#include "lmtpd/server/tls_source.h"

#include "unit/server/log_record.h"
#include "unit/server/tls_files.h"

#include <gtest/gtest.h>
#include <spdlog/logger.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace {

using lmtp::TlsSettings;
using lmtp::TlsSource;
using lmtp::testing::LogRecord;
using lmtp::testing::TestCertificate;
using lmtp::testing::TlsFiles;

class TlsSourceTest : public ::testing::Test {
 protected:
  // Reads again, and checks that sessions go on with what there was.
  void check_nothing_changes(const std::string& why) {
    const auto before = source.identity();
    source.reload();
    EXPECT_EQ(source.identity(), before);
    EXPECT_EQ(record->count("error reload: TLS stays as it was, because"), 1U);
    EXPECT_EQ(record->count(why), 1U) << why;
  }

  TlsFiles files;
  std::shared_ptr<LogRecord> record = std::make_shared<LogRecord>();
  spdlog::logger log{"lmtpd", record};
  mailbox::Result<TlsSettings> settings =
      files.settings_of(TestCertificate::self_signed("first.example"));
  TlsSource source{*settings, [this] { return settings; }, log};
};

TEST_F(TlsSourceTest, WithoutACertificateThereIsNoTls) {
  TlsSource none({}, {}, log);
  EXPECT_TRUE(none.load());
  EXPECT_FALSE(none.identity());
  none.reload();
  EXPECT_FALSE(none.identity());
  EXPECT_EQ(record->count("info reload: this server began without TLS"), 1U);
}

TEST_F(TlsSourceTest, FailsAtTheStartWithBadFiles) {
  settings->key = "/nowhere";
  TlsSource bad(*settings, {}, log);
  const auto loaded = bad.load();
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().status, mailbox::status::kMisconfigured);
}

TEST_F(TlsSourceTest, ReloadTakesNewFilesForNewSessions) {
  ASSERT_TRUE(source.load());
  const auto of_old_sessions = source.identity();
  files.settings_of(TestCertificate::self_signed("second.example"));
  source.reload();
  EXPECT_NE(source.identity()->description().find("second.example"), std::string::npos);
  EXPECT_NE(of_old_sessions->description().find("first.example"), std::string::npos);
  EXPECT_EQ(record->count("subject=\"CN=second.example\""), 1U);
}

TEST_F(TlsSourceTest, ReloadTakesNewSettings) {
  ASSERT_TRUE(source.load());
  settings->client_certificates = lmtp::ClientCertificates::kOptional;
  settings->client_ca = "/nowhere";
  check_nothing_changes("/nowhere");  // which shows that it was looked for
}

TEST_F(TlsSourceTest, ReloadWithBadFilesChangesNothing) {
  ASSERT_TRUE(source.load());
  std::filesystem::remove(settings->key);
  check_nothing_changes(settings->key);
}

TEST_F(TlsSourceTest, ReloadWithWrongSettingsChangesNothing) {
  ASSERT_TRUE(source.load());
  settings = mailbox::failure(mailbox::status::kMisconfigured, "finalhop.conf:3: nonsense");
  check_nothing_changes("finalhop.conf:3: nonsense");
}

TEST_F(TlsSourceTest, ReloadDoesNotTakeTlsAway) {
  ASSERT_TRUE(source.load());
  settings->certificate.clear();
  check_nothing_changes("tls-certificate is not set any more");
}

TEST_F(TlsSourceTest, WarningsAreLoggedEachTime) {
  ASSERT_TRUE(source.load());
  settings = files.settings_of(TestCertificate::self_signed("old.example", -TestCertificate::kDay));
  source.reload();
  source.reload();
  EXPECT_EQ(record->count("warning tls: the certificate in"), 2U);
}

}  // namespace
