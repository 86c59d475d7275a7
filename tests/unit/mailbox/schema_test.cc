#include "unit/mailbox/directory_fixture.h"

#include <algorithm>
#include <regex>

namespace mailbox {
namespace {

constexpr const char* kSchemas = FINALHOP_SOURCE_DIR "/schemas";

// As SQLite keeps a schema, without what only people read.
std::string normalised(const std::string& sql) {
  const std::string uncommented = std::regex_replace(sql, std::regex("--[^\n]*"), "");
  const std::string single_spaced = std::regex_replace(uncommented, std::regex("\\s+"), " ");
  return std::regex_replace(single_spaced, std::regex(" ?([(),]) ?"), "$1");
}

struct Schema {
  std::vector<std::string> objects;
  std::vector<std::string> pragmas;
};

Schema schema_of(RawDatabase& database) {
  Schema schema;
  for (const std::string& row :
       database.rows("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name")) {
    schema.objects.push_back(normalised(row));
  }
  for (const char* pragma : {"application_id", "user_version", "journal_mode"}) {
    schema.pragmas.push_back(database.rows(std::string("PRAGMA ") + pragma).at(0));
  }
  return schema;
}

std::vector<std::string> migration_files() {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(kSchemas) + "/migrations")) {
    files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class SchemaTest : public DirectoryFixture {
 protected:
  // A database as the first version of the schema had it, with a user in it.
  void make_version_1() const {
    RawDatabase old(path_);
    old.run(contents_of(migration_files().at(0)));
    old.run("INSERT INTO domain (key, name) VALUES ('example.org', 'Example.ORG')");
    old.run(
        "INSERT INTO mailbox (domain, local_part_key, local_part) "
        "VALUES ('example.org', 'bob', 'Bob')");
  }
  std::string version(const std::string& path) const {
    return RawDatabase(path).rows("PRAGMA user_version").at(0);
  }
};

TEST_F(SchemaTest, DirectorySqlAndTheMigrationsGiveTheSameSchema) {
  RawDatabase whole(":memory:");
  whole.run(contents_of(std::string(kSchemas) + "/directory.sql"));
  RawDatabase stepwise(":memory:");
  for (const std::string& file : migration_files()) stepwise.run(contents_of(file));

  const Schema expected = schema_of(whole);
  EXPECT_GE(expected.objects.size(), 11U);
  EXPECT_EQ(schema_of(stepwise).objects, expected.objects);
  EXPECT_EQ(schema_of(stepwise).pragmas, expected.pragmas);
}

TEST_F(SchemaTest, ANewDatabaseHasTheSchemaOfDirectorySql) {
  editor();
  RawDatabase made(path_);
  RawDatabase whole(folder_ + "/whole.db");
  whole.run(contents_of(std::string(kSchemas) + "/directory.sql"));
  EXPECT_EQ(schema_of(made).objects, schema_of(whole).objects);
  EXPECT_EQ(schema_of(made).pragmas, schema_of(whole).pragmas);
  EXPECT_EQ(made.rows("PRAGMA application_id").at(0), std::to_string(0x46484F50));
}

TEST_F(SchemaTest, EveryMigrationLeadsToTheVersionOfItsName) {
  RawDatabase database(":memory:");
  int version = 0;
  for (const std::string& file : migration_files()) {
    database.run(contents_of(file));
    EXPECT_EQ(database.rows("PRAGMA user_version").at(0), std::to_string(++version)) << file;
  }
}

TEST_F(SchemaTest, AnOlderDatabaseIsMigratedAfterABackup) {
  make_version_1();
  std::filesystem::permissions(path_, std::filesystem::perms{0600});
  DirectoryEditor migrated = editor(DirectoryEditor::Opening::kExisting);

  const auto bob = migrated.mailbox(address_of("bob@example.org"));
  ASSERT_TRUE(bob);
  EXPECT_EQ(bob->address, (Address{"Bob", "Example.ORG"}));
  EXPECT_EQ(version(path_), "2");

  const std::string backup = path_ + ".before-schema-2";
  EXPECT_EQ(version(backup), "1");
  EXPECT_EQ(RawDatabase(backup).rows("SELECT local_part FROM mailbox"),
            std::vector<std::string>{"Bob"});
  EXPECT_EQ(std::filesystem::status(backup).permissions(), std::filesystem::perms{0600});
  EXPECT_FALSE(std::filesystem::exists(backup + "-journal"));
}

TEST_F(SchemaTest, ABackupIsNeverWrittenOverAnother) {
  make_version_1();
  write_file(path_ + ".before-schema-2", "dear to somebody");
  write_file(path_ + ".before-schema-2-2", "this too");
  editor();
  EXPECT_EQ(contents_of(path_ + ".before-schema-2"), "dear to somebody");
  EXPECT_EQ(contents_of(path_ + ".before-schema-2-2"), "this too");
  EXPECT_EQ(version(path_ + ".before-schema-2-3"), "1");
}

TEST_F(SchemaTest, AMigrationThatFailsChangesNothing) {
  make_version_1();
  RawDatabase(path_).run("CREATE TABLE v1_alias (in_the_way)");
  const auto opened = DirectoryEditor::open(path_, DirectoryEditor::Opening::kExisting, kNoWaiting);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().status, status::kMisconfigured);
  EXPECT_NE(opened.error().text.find("migration to schema version 2 failed"), std::string::npos);
  EXPECT_EQ(version(path_), "1");
  EXPECT_EQ(RawDatabase(path_).rows("SELECT name FROM sqlite_schema WHERE name = 'v1_domain'"),
            std::vector<std::string>{});
}

TEST_F(SchemaTest, AReaderDoesNotMigrateButSaysWhoDoes) {
  make_version_1();
  SqliteDirectory directory(path_, kNoWaiting);
  const auto domain = directory.find_domain("example.org");
  ASSERT_FALSE(domain);
  EXPECT_EQ(domain.error().status, status::kMisconfigured);
  EXPECT_EQ(domain.error().text, "schema version 1 of " + path_ +
                                     " is older than this program needs (2): `mailboxctl init` "
                                     "migrates it");
  editor();
  EXPECT_TRUE(directory.find_domain("example.org").value_or(std::nullopt).has_value());
}

TEST_F(SchemaTest, ANewerDatabaseIsRefusedByReadersAndEditors) {
  make_example();
  RawDatabase(path_).run("PRAGMA user_version = 7");
  const std::string expected =
      "schema version 7 of " + path_ + " is newer than this program knows (2): upgrade Finalhop";
  SqliteDirectory directory(path_, kNoWaiting);
  const auto domain = directory.find_domain("example.org");
  ASSERT_FALSE(domain);
  EXPECT_EQ(domain.error(), (Error{status::kMisconfigured, expected}));
  const auto opened =
      DirectoryEditor::open(path_, DirectoryEditor::Opening::kCreateOrExisting, kNoWaiting);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error(), (Error{status::kMisconfigured, expected}));
}

TEST_F(SchemaTest, ADatabaseOfAnotherProgramIsLeftAlone) {
  RawDatabase(path_).run("CREATE TABLE place (url TEXT); PRAGMA user_version = 74");
  const auto opened =
      DirectoryEditor::open(path_, DirectoryEditor::Opening::kCreateOrExisting, kNoWaiting);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().status, status::kMisconfigured);
  EXPECT_NE(opened.error().text.find("another program"), std::string::npos);
  EXPECT_EQ(RawDatabase(path_).rows("SELECT name FROM sqlite_schema"),
            std::vector<std::string>{"place"});
}

TEST_F(SchemaTest, ViewsShowWhatPostfixAndDovecotAskFor) {
  make_example();
  DirectoryEditor example = editor();
  ASSERT_TRUE(example.add_mailbox(address_of("Ärmel@example.org")));
  ASSERT_TRUE(example.set_password_hash(address_of("bob@example.org"), "$argon2id$v=19$hash"));
  ASSERT_TRUE(example.enable_mailbox(address_of("carl@example.org"), false));
  ASSERT_TRUE(example.add_alias("Sales@example.org",
                                addresses_of({"carl@example.org", "Bob@Example.org"})));
  ASSERT_TRUE(example.add_alias("@example.org", addresses_of({"bob@example.org"})));

  RawDatabase reader(path_);
  using Rows = std::vector<std::string>;
  EXPECT_EQ(reader.rows("SELECT domain, name, separators FROM v1_domain"),
            (Rows{"example.org|example.org|+"}));
  EXPECT_EQ(reader.rows("SELECT address, local_part, domain, password, enabled, format, path "
                        "FROM v1_mailbox ORDER BY address"),
            (Rows{"bob@example.org|bob|example.org|$argon2id$v=19$hash|1|maildir|-",
                  "carl@example.org|carl|example.org|-|0|maildir|-",
                  "ärmel@example.org|ärmel|example.org|-|1|maildir|-"}));
  EXPECT_EQ(reader.rows("SELECT target FROM v1_alias WHERE address = 'sales@example.org' "
                        "ORDER BY position"),
            (Rows{"carl@example.org", "Bob@Example.org"}));
  EXPECT_EQ(reader.rows("SELECT target FROM v1_alias WHERE address = '@example.org'"),
            (Rows{"bob@example.org"}));
}

TEST_F(SchemaTest, AskingAViewForAnAddressUsesAnIndex) {
  editor();
  RawDatabase reader(path_);
  for (const char* query : {"SELECT address FROM v1_mailbox WHERE address = 'x'",
                            "SELECT target FROM v1_alias WHERE address = 'x'"}) {
    const auto plan = reader.rows(std::string("EXPLAIN QUERY PLAN ") + query);
    ASSERT_FALSE(plan.empty());
    EXPECT_NE(plan.at(0).find("_by_address (<expr>=?)"), std::string::npos) << plan.at(0);
  }
}

}  // namespace
}  // namespace mailbox
