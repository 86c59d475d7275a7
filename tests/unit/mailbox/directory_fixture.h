// directory_fixture.h: a folder with a directory database in it, and a raw SQLite connection to
// play the other programs that read, lock and damage it.
#pragma once

#include "mailbox/directory_editor.h"
#include "mailbox/sqlite_directory.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace mailbox {

inline constexpr std::chrono::milliseconds kNoWaiting{0};

inline Address address_of(std::string_view text) {
  auto address = parse_address(text, Utf8::kAllowed);
  EXPECT_TRUE(address) << text;
  return address.value_or(Address{});
}

inline AddressKey key_of(std::string_view text) {
  auto key = address_key(address_of(text));
  EXPECT_TRUE(key) << text;
  return key.value_or(AddressKey{});
}

inline std::vector<Address> addresses_of(const std::vector<std::string>& texts) {
  std::vector<Address> addresses;
  addresses.reserve(texts.size());
  for (const std::string& text : texts) addresses.push_back(address_of(text));
  return addresses;
}

inline std::string contents_of(const std::string& path) {
  std::ostringstream contents;
  contents << std::ifstream(path, std::ios::binary).rdbuf();
  return contents.str();
}

inline void write_file(const std::string& path, std::string_view contents) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << contents;
}

// A connection that knows nothing of ours.
class RawDatabase {
 public:
  explicit RawDatabase(const std::string& path) {
    EXPECT_EQ(sqlite3_open(path.c_str(), &connection_), SQLITE_OK);
  }
  ~RawDatabase() { sqlite3_close_v2(connection_); }
  RawDatabase(const RawDatabase&) = delete;
  RawDatabase& operator=(const RawDatabase&) = delete;

  void run(const std::string& script) {
    EXPECT_EQ(sqlite3_exec(connection_, script.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(connection_) << " in " << script;
  }

  // All rows, columns divided by "|", NULL as "-".
  std::vector<std::string> rows(const std::string& query) {
    std::vector<std::string> rows;
    const auto keep = [](void* kept, int columns, char** values, char**) {
      std::string row;
      for (int column = 0; column < columns; ++column) {
        if (column > 0) row += "|";
        row += values[column] == nullptr ? "-" : values[column];
      }
      static_cast<std::vector<std::string>*>(kept)->push_back(row);
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(connection_, query.c_str(), keep, &rows, nullptr), SQLITE_OK)
        << sqlite3_errmsg(connection_) << " in " << query;
    return rows;
  }

 private:
  sqlite3* connection_ = nullptr;
};

class DirectoryFixture : public testing::Test {
 protected:
  DirectoryFixture() {
    std::string name = testing::TempDir() + "directory.XXXXXX";
    folder_ = mkdtemp(name.data());
    path_ = folder_ + "/directory.db";
  }
  ~DirectoryFixture() override { std::filesystem::remove_all(folder_); }

  DirectoryEditor editor(
      DirectoryEditor::Opening opening = DirectoryEditor::Opening::kCreateOrExisting) const {
    auto opened = DirectoryEditor::open(path_, opening, kNoWaiting);
    if (!opened) throw std::runtime_error(opened.error().text);
    return *std::move(opened);
  }

  // example.org with the users bob and carl.
  void make_example() const {
    DirectoryEditor example = editor();
    ASSERT_TRUE(example.add_domain("example.org"));
    ASSERT_TRUE(example.add_mailbox(address_of("Bob@example.org")));
    ASSERT_TRUE(example.add_mailbox(address_of("carl@example.org")));
  }

  std::string folder_;
  std::string path_;
};

}  // namespace mailbox
