#include "lmtpd/server/log_in_desk.h"

#include "mailbox/memory_filesystem.h"
#include "mailbox/password.h"
#include "unit/server/log_record.h"
#include "unit/server/site.h"

#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>

#include <latch>

namespace lmtp::testing {
namespace {

using mailbox::AddressKey;
using mailbox::Outcome;
using mailbox::Result;
using std::chrono::milliseconds;
namespace status = mailbox::status;

// ann@example.net has the password `secret`; whoever asks waits until `asked_` lets him go.
class Ann final : public mailbox::Directory {
 public:
  Ann(std::latch& asked, std::latch& go_on) : asked_(asked), go_on_(go_on) {}

  Result<std::optional<mailbox::DomainRecord>> find_domain(std::string_view) override {
    return std::nullopt;
  }
  Result<std::optional<mailbox::MailboxRecord>> find_mailbox(const AddressKey& key) override {
    if (key.domain == "broken.example") {
      return mailbox::failure(status::kSystemFault, "the database is broken");
    }
    if (key.local_part != "ann") return std::nullopt;
    asked_.count_down();
    go_on_.wait();
    mailbox::MailboxRecord record;
    record.key = key;
    return record;
  }
  Result<std::optional<mailbox::AliasRecord>> find_alias(const AddressKey&) override {
    return std::nullopt;
  }
  Result<std::optional<mailbox::DomainRecord>> only_domain() override { return std::nullopt; }
  Result<std::optional<std::string>> find_password_hash(const AddressKey&) override {
    static const std::string hash = mailbox::hash_password("secret").value();
    return hash;
  }

 private:
  std::latch& asked_;
  std::latch& go_on_;
};

class LogInDeskTest : public ::testing::Test {
 protected:
  LogInDeskTest() {
    settings_.session.limits.log_in_workers = 1;
    settings_.session.limits.log_in_queue = 1;
    settings_.default_domain = "example.net";
    settings_.session.limits.log_in_delay = std::chrono::hours(24);  // for ever
    settings_.session.limits.log_in_delay_max = std::chrono::hours(24);
    go_on_.emplace(0);
  }

  LogInDesk& desk() {
    if (!desk_) desk_.emplace(loop_.get_executor(), settings_, seams_);
    return *desk_;
  }

  static Peer peer_at(const char* address) {
    return peer_behind_proxy(mailbox::parse_ip_address(address).value());
  }

  // The outcome comes into outcomes_ when the loop has run.
  void log_in(const std::string& user, const std::string& password,
              const char* address = "192.0.2.1") {
    asio::co_spawn(loop_, ask(user, password, peer_at(address)), asio::detached);
  }

  // Runs the loop until so many outcomes are there.
  void run_until(std::size_t outcomes) {
    while (outcomes_.size() < outcomes) {
      if (loop_.run_one() == 0) loop_.restart();
    }
  }

  asio::io_context loop_;
  ServerSettings settings_;
  std::shared_ptr<LogRecord> log_ = std::make_shared<LogRecord>();
  std::latch asked_{1};
  std::optional<std::latch> go_on_;  // open, unless a test closes it
  std::vector<Outcome> outcomes_;

 private:
  asio::awaitable<void> ask(std::string user, std::string password, Peer peer) {
    const LogInOffered log_in{user, Secret(password)};
    Outcome outcome = co_await desk().answer(log_in, peer);
    outcomes_.push_back(std::move(outcome));
  }

  mailbox::MemoryFilesystem filesystem_;
  mailbox::SystemClock clock_;
  spdlog::logger logger_{"lmtpd", log_};
  mailbox::MailRoot mail_root_{
      filesystem_, clock_,
      mailbox::MailRootSettings{"/mail", mailbox::PathTemplate::parse("%n").value(), "mx"}};
  ServerSeams seams_{filesystem_, clock_, mail_root_,
                     [this] { return std::make_unique<Ann>(asked_, *go_on_); }, logger_};
  std::optional<LogInDesk> desk_;
};

TEST_F(LogInDeskTest, LetsInWhoHasThePasswordAndSaysSoInTheLog) {
  log_in("ann", "secret");
  run_until(1);
  EXPECT_EQ(outcomes_.front(), mailbox::outcome_of(status::kLoggedIn));
  const std::string line = log_->wait_for("log-in");
  EXPECT_EQ(line,
            "info log-in user=\"ann\" address=\"192.0.2.1\" by=proxy status=2.7.0 delayed-ms=0");
}

TEST_F(LogInDeskTest, LogsARefusalOnOneLineWithoutThePassword) {
  settings_.session.limits.log_in_delay = milliseconds(0);
  log_in("eve\r\n\x1b[2J\" status=2.7.0", "pass\nword");
  run_until(1);
  EXPECT_EQ(outcomes_.front().reason, "Authentication failed");
  const std::string line = log_->wait_for("log-in");
  EXPECT_TRUE(line.starts_with("warning log-in user=\"eve\\x0D\\x0A\\x1B[2J\\\" status=2.7.0\" "))
      << line;
  EXPECT_NE(line.find("detail=\"this is no user name\""), std::string::npos) << line;
  EXPECT_EQ(log_->count("pass"), 0u);
}

TEST_F(LogInDeskTest, WhoFailedWaitsAndOthersDoNot) {
  log_in("ann", "wrong");
  run_until(1);
  EXPECT_EQ(outcomes_.front().status, status::kLogInFailed);
  log_in("ann", "secret");  // waits for a day
  log_in("ann", "secret", "192.0.2.2");
  run_until(2);
  EXPECT_EQ(outcomes_[1].status, status::kLoggedIn);
  EXPECT_EQ(log_->count("address=\"192.0.2.2\" by=proxy status=2.7.0"), 1u);
  desk().end();  // …but not longer than the server is there
  run_until(3);
  EXPECT_EQ(to_string(outcomes_[2].status), "4.7.0");
  log_in("ann", "secret", "192.0.2.3");
  run_until(4);
  EXPECT_EQ(to_string(outcomes_[3].status), "4.7.0");
}

TEST_F(LogInDeskTest, TellsWhoComesWhenItIsFullToTryAgainLater) {
  go_on_.emplace(1);
  log_in("ann", "secret");
  log_in("ann", "secret");
  log_in("ann", "secret");  // one is at work, one waits
  run_until(1);
  EXPECT_EQ(to_string(outcomes_.front().status), "4.7.0");
  EXPECT_NE(outcomes_.front().detail.find("auth-queue"), std::string::npos);
  asked_.wait();
  go_on_->count_down();
  run_until(3);
  EXPECT_EQ(outcomes_[1].status, status::kLoggedIn);
  EXPECT_EQ(outcomes_[2].status, status::kLoggedIn);
}

TEST_F(LogInDeskTest, TroubleIsTemporaryAndNobodysFailure) {
  log_in("ann@broken.example", "secret");
  run_until(1);
  EXPECT_EQ(to_string(outcomes_.front().status), "4.7.0");
  EXPECT_EQ(outcomes_.front().detail, "the database is broken");
  log_in("ann", "secret");
  run_until(2);  // at once
  EXPECT_EQ(outcomes_[1].status, status::kLoggedIn);
}

// -- as clients see it --

TEST(LogInTest, ByUnixSocketIsSeenInTheTraceAndInTheLog) {
  Site site;
  Client client = site.greeted();
  // AGFubkBleGFtcGxlLm5ldABzZWNyZXQ= is \0ann@example.net\0secret.
  const auto replies = client.talk(
      "LHLO x\r\nAUTH PLAIN AGFubkBleGFtcGxlLm5ldABzZWNyZXQ=\r\nMAIL FROM:<>\r\n"
      "RCPT TO:<carl@example.net>\r\nDATA\r\n",
      5);
  EXPECT_EQ(replies[1].substr(0, 10), "235 2.7.0 ");
  ASSERT_EQ(replies[4].substr(0, 4), "354 ");
  EXPECT_EQ(client.talk("x\r\n.\r\n", 1).front().substr(0, 10), "250 2.0.0 ");
  ASSERT_EQ(site.messages("carl").size(), 1u);
  EXPECT_NE(site.messages("carl")[0].find(" with LMTPA"), std::string::npos);
  EXPECT_EQ(site.messages("carl")[0].find("ann"), std::string::npos);
  EXPECT_NE(site.log->wait_for("delivery id=").find(" user=\"ann@example.net\""),
            std::string::npos);
}

TEST(LogInTest, GuessingIsEndedAndTheAnswerNeverTellsWhoIsThere) {
  mailbox::Limits limits;
  limits.log_in_delay = milliseconds(0);
  limits.session_log_in_failures = 2;
  Site site(limits);
  Client client = site.greeted();
  const auto replies = client.talk(
      "LHLO x\r\nAUTH PLAIN AGFubkBleGFtcGxlLm5ldAB3cm9uZw==\r\n"  // ann, wrong
      "AUTH PLAIN AG5vYm9keUBleGFtcGxlLm5ldABzZWNyZXQ=\r\n",       // nobody, secret
      3);
  EXPECT_EQ(replies[1].substr(0, 10), "535 5.7.8 ");
  const std::string all = client.talk("AUTH PLAIN AGFubkBleGFtcGxlLm5ldAB3cm9uZw==\r\n", 1).front();
  EXPECT_EQ(all.substr(0, 10), "421 4.7.0 ") << replies[2];
}

}  // namespace
}  // namespace lmtp::testing
