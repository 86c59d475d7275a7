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
    const auto before = source_.identity();
    source_.reload();
    EXPECT_EQ(source_.identity(), before);
    EXPECT_EQ(record_->count("error reload: TLS stays as it was, because"), 1U);
    EXPECT_EQ(record_->count(why), 1U) << why;
  }

  TlsFiles files_;
  std::shared_ptr<LogRecord> record_ = std::make_shared<LogRecord>();
  spdlog::logger log_{"lmtpd", record_};
  mailbox::Result<TlsSettings> settings_ =
      files_.settings_of(TestCertificate::self_signed("first.example"));
  TlsSource source_{*settings_, [this] { return settings_; }, log_};
};

TEST_F(TlsSourceTest, WithoutACertificateThereIsNoTls) {
  TlsSource none({}, {}, log_);
  EXPECT_TRUE(none.load());
  EXPECT_FALSE(none.identity());
  none.reload();
  EXPECT_FALSE(none.identity());
  EXPECT_EQ(record_->count("info reload: this server began without TLS"), 1U);
}

TEST_F(TlsSourceTest, FailsAtTheStartWithBadFiles) {
  settings_->key = "/nowhere";
  TlsSource bad(*settings_, {}, log_);
  const auto loaded = bad.load();
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().status, mailbox::status::kMisconfigured);
}

TEST_F(TlsSourceTest, ReloadTakesNewFilesForNewSessions) {
  ASSERT_TRUE(source_.load());
  const auto of_old_sessions = source_.identity();
  files_.settings_of(TestCertificate::self_signed("second.example"));
  source_.reload();
  EXPECT_NE(source_.identity()->description().find("second.example"), std::string::npos);
  EXPECT_NE(of_old_sessions->description().find("first.example"), std::string::npos);
  EXPECT_EQ(record_->count("subject=\"CN=second.example\""), 1U);
}

TEST_F(TlsSourceTest, ReloadTakesNewSettings) {
  ASSERT_TRUE(source_.load());
  settings_->client_certificates = lmtp::ClientCertificates::kOptional;
  settings_->client_ca = "/nowhere";
  check_nothing_changes("/nowhere");  // which shows that it was looked for
}

TEST_F(TlsSourceTest, ReloadWithBadFilesChangesNothing) {
  ASSERT_TRUE(source_.load());
  std::filesystem::remove(settings_->key);
  check_nothing_changes(settings_->key);
}

TEST_F(TlsSourceTest, ReloadWithWrongSettingsChangesNothing) {
  ASSERT_TRUE(source_.load());
  settings_ = mailbox::failure(mailbox::status::kMisconfigured, "finalhop.conf:3: nonsense");
  check_nothing_changes("finalhop.conf:3: nonsense");
}

TEST_F(TlsSourceTest, ReloadDoesNotTakeTlsAway) {
  ASSERT_TRUE(source_.load());
  settings_->certificate.clear();
  check_nothing_changes("tls-certificate is not set any more");
}

TEST_F(TlsSourceTest, WarningsAreLoggedEachTime) {
  ASSERT_TRUE(source_.load());
  settings_ =
      files_.settings_of(TestCertificate::self_signed("old.example", -TestCertificate::kDay));
  source_.reload();
  source_.reload();
  EXPECT_EQ(record_->count("warning tls: the certificate in"), 2U);
}

}  // namespace
