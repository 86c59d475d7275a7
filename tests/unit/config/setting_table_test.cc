#include "config/setting_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace {

using config::Settings;

Settings completed() {
  Settings settings;
  config::complete(settings, false);
  return settings;
}

// A default in words depends on other settings or on the machine.
bool is_literal(const config::Setting& setting) {
  const auto text = setting.default_text;
  return !text.empty() && text.find("ROOT") == std::string_view::npos &&
         text.find(' ') == std::string_view::npos;
}

TEST(SettingTableTest, EveryNameIsOneLowerCaseWordAndStandsOnce) {
  std::set<std::string_view> seen;
  for (const config::Setting& setting : config::setting_table()) {
    EXPECT_TRUE(seen.insert(setting.name).second) << setting.name;
    EXPECT_TRUE(std::all_of(setting.name.begin(), setting.name.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || c == '-';
    })) << setting.name;
    EXPECT_EQ(setting.meaning.back(), '.') << setting.name;
    EXPECT_EQ(config::find_setting(setting.name), &setting);
  }
  EXPECT_EQ(config::find_setting("lisen"), nullptr);
}

TEST(SettingTableTest, WrittenDefaultsAreTheRealOnes) {
  const Settings defaults = completed();
  std::size_t literal = 0;
  for (const config::Setting& setting : config::setting_table()) {
    if (!is_literal(setting)) continue;
    ++literal;
    EXPECT_EQ(setting.values(defaults), std::vector<std::string>{std::string(setting.default_text)})
        << setting.name;
  }
  EXPECT_GT(literal, 20u);
}

TEST(SettingTableTest, EveryPrintedValueIsReadBack) {
  const Settings defaults = completed();
  Settings copy;
  for (const config::Setting& setting : config::setting_table()) {
    for (const std::string& value : setting.values(defaults)) {
      EXPECT_EQ(setting.set(copy, value), std::nullopt) << setting.name;
    }
    EXPECT_EQ(setting.values(copy), setting.values(defaults)) << setting.name;
  }
}

TEST(SettingTableTest, EveryLimitIsASetting) {
  // A limit that no setting reaches would still be at its default after each setting was changed.
  struct Row {
    const char* name;
    const char* value;
    bool (*changed)(const mailbox::Limits& limits);
  };
  using L = mailbox::Limits;
  const Row rows[] = {
      {"max-connections", "7", [](const L& l) { return l.connections == 7; }},
      {"max-connections-per-peer", "7", [](const L& l) { return l.connections_per_peer == 7; }},
      {"command-timeout", "7", [](const L& l) { return l.command_idle.count() == 7; }},
      {"content-timeout", "7", [](const L& l) { return l.content_idle.count() == 7; }},
      {"content-rate-grace", "7", [](const L& l) { return l.content_grace.count() == 7; }},
      {"min-content-rate", "7", [](const L& l) { return l.content_octets_per_second == 7; }},
      {"shutdown-timeout", "7", [](const L& l) { return l.shutdown_grace.count() == 7; }},
      {"answer-timeout", "7", [](const L& l) { return l.answer.count() == 7; }},
      {"max-command-line", "1K", [](const L& l) { return l.command_line_octets == 1024; }},
      {"max-errors", "7", [](const L& l) { return l.session_errors == 7; }},
      {"max-transactions", "7", [](const L& l) { return l.session_transactions == 7; }},
      {"max-recipients", "7", [](const L& l) { return l.transaction_recipients == 7; }},
      {"max-message-size", "7", [](const L& l) { return l.message_octets == 7; }},
      {"message-memory", "7", [](const L& l) { return l.message_memory_octets == 7; }},
      {"total-message-memory", "7", [](const L& l) { return l.message_memory_octets_total == 7; }},
      {"max-received-fields", "7", [](const L& l) { return l.header_received_fields == 7; }},
      {"max-alias-depth", "7", [](const L& l) { return l.alias_depth == 7; }},
      {"max-alias-targets", "7", [](const L& l) { return l.alias_targets == 7; }},
      {"database-timeout", "7ms", [](const L& l) { return l.database_busy.count() == 7; }},
      {"max-deliveries-per-mailbox", "7", [](const L& l) { return l.deliveries_per_mailbox == 7; }},
      {"mailbox-timeout", "7", [](const L& l) { return l.mailbox_wait.count() == 7; }},
      {"min-free-space", "7", [](const L& l) { return l.free_octets_floor == 7; }},
      {"workers", "7", [](const L& l) { return l.workers == 7; }},
      {"worker-queue", "7", [](const L& l) { return l.worker_queue == 7; }},
  };
  for (const Row& row : rows) {
    Settings settings;
    const config::Setting* setting = config::find_setting(row.name);
    ASSERT_NE(setting, nullptr) << row.name;
    EXPECT_FALSE(row.changed(settings.limits)) << row.name;
    EXPECT_EQ(setting->set(settings, row.value), std::nullopt) << row.name;
    EXPECT_TRUE(row.changed(settings.limits)) << row.name;
  }
}

TEST(SettingTableTest, RefusesWrongValues) {
  struct Row {
    const char* name;
    const char* value;
    const char* problem;
  };
  for (const Row& row : {
           Row{"root", "", "must be a path"},
           Row{"listen", "", "must not be empty"},
           Row{"host-name", "two words", "must be a domain name"},
           Row{"default-domain", "ann@example.net", "must be a domain name"},
           Row{"socket-mode", "0680", "must be an octal mode from 0000 to 0777, such as 0660"},
           Row{"socket-mode", "4755", "must be an octal mode from 0000 to 0777, such as 0660"},
           Row{"socket-mode", "", "must be an octal mode from 0000 to 0777, such as 0660"},
           Row{"bare-line-feed", "yes", "must be one of refuse, accept"},
           Row{"log-level", "loud", "must be one of debug, info, warn, error"},
           Row{"usage-exit-status", "70", "must be one of 75, 64"},
           Row{"workers", "0", "must be a whole number from 1 to 1024"},
           Row{"command-timeout", "1500ms", "must be whole seconds"},
           Row{"command-timeout", "0",
               "must be a time from 1s to 604800s, as seconds or with ms, s, m or h"},
           Row{"max-command-line", "100",
               "must be octets from 512 to 1M, as a number with or without K, M or G"},
       }) {
    Settings settings;
    EXPECT_EQ(config::find_setting(row.name)->set(settings, row.value), row.problem)
        << row.name << " = " << row.value;
  }
}

TEST(SettingTableTest, RootMovesEveryPath) {
  Settings settings;
  settings.root = "/srv/mail/";
  config::complete(settings, true);
  EXPECT_EQ(settings.root, "/srv/mail");
  EXPECT_EQ(settings.database, "/srv/mail/directory.db");
  EXPECT_EQ(settings.mail_root, "/srv/mail/mail");
  EXPECT_EQ(settings.spool, "/srv/mail/spool");
  EXPECT_EQ(settings.listen, std::vector<std::string>{"lmtp:unix:/srv/mail/run/lmtp.sock"});
}

TEST(SettingTableTest, OwnPathsStandAndRelativeOnesAreBelowTheRoot) {
  Settings settings;
  settings.root = "/srv/mail";
  settings.database = "/etc/finalhop/users.db";
  settings.spool = "large";
  config::complete(settings, true);
  EXPECT_EQ(settings.database, "/etc/finalhop/users.db");
  EXPECT_EQ(settings.spool, "/srv/mail/large");
}

TEST(SettingTableTest, WithoutARootTheSystemsFoldersAreUsed) {
  const Settings settings = completed();
  EXPECT_EQ(settings.database, "/var/lib/finalhop/directory.db");
  EXPECT_EQ(settings.listen, std::vector<std::string>{"lmtp:unix:/run/finalhop/lmtp.sock"});
  EXPECT_FALSE(settings.host_name.empty());
}

}  // namespace
