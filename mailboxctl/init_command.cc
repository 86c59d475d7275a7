#include "mailboxctl/init_command.h"

#include "mailbox/directory_editor.h"
#include "mailbox/posix_filesystem.h"
#include "mailboxctl/ownership.h"
#include "mailboxctl/site_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

namespace mailboxctl {

namespace {

using mailbox::Result;

// Who may look into what: the root and run/ hold the socket and the database that other programs
// reach for, which have modes of their own; mail is for its user and the user's group; spooled
// octets for nobody else.
constexpr std::uint32_t kOpenMode = 0755;
constexpr std::uint32_t kMailMode = 0750;
constexpr std::uint32_t kSpoolMode = 0700;

std::string parent_of(const std::string& path) {
  return std::filesystem::path(path).parent_path().string();
}

Result<std::vector<std::string>> make_folders(const config::Settings& settings) {
  mailbox::PosixFilesystem filesystem;
  std::vector<std::string> made;
  const std::vector<std::pair<std::string, std::uint32_t>> folders = {
      {settings.root, kOpenMode},
      {parent_of(settings.database), kOpenMode},
      {settings.mail_root, kMailMode},
      {settings.spool, kSpoolMode},
      {settings.root + "/run", kOpenMode}};
  for (const auto& [path, mode] : folders) {
    auto done = make_folder(filesystem, path, mode, made);
    if (!done) return failure_of(done);
  }
  return made;
}

// The copies that migrations have left beside the database.
std::set<std::string> backups_of(const std::string& database) {
  const std::string beginning = database + ".before-schema-";
  std::set<std::string> backups;
  std::error_code ignored;  // a folder that cannot be listed: the editor will say why
  for (const auto& entry : std::filesystem::directory_iterator(parent_of(database), ignored)) {
    const std::string path = entry.path().string();
    if (path.starts_with(beginning)) backups.insert(path);
  }
  return backups;
}

// Makes or migrates the database. True: it was made.
Result<bool> open_database(const config::Settings& settings) {
  std::error_code ignored;
  const bool there = std::filesystem::exists(settings.database, ignored);
  auto editor = mailbox::DirectoryEditor::open(settings.database,
                                               mailbox::DirectoryEditor::Opening::kCreateOrExisting,
                                               settings.limits.database_busy);
  if (!editor) return failure_of(editor);
  if (there) return false;
  auto adopted = adopt_owner(settings.database);
  if (!adopted) return failure_of(adopted);
  return true;
}

}  // namespace

Result<Answer> init(const Invocation& invocation) {
  const config::Settings& settings = invocation.settings;
  auto made = make_folders(settings);
  if (!made) return failure_of(made);
  const std::set<std::string> backups_before = backups_of(settings.database);
  auto database_made = open_database(settings);
  if (!database_made) return failure_of(database_made);
  if (*database_made) made->push_back(settings.database);
  const std::set<std::string> backups_after = backups_of(settings.database);
  std::vector<std::string> backups;
  std::set_difference(backups_after.begin(), backups_after.end(), backups_before.begin(),
                      backups_before.end(), std::back_inserter(backups));

  for (const std::string& path : backups) {
    auto adopted = adopt_owner(path);
    if (!adopted) return failure_of(adopted);
  }

  Answer answer;
  for (const std::string& path : *made) answer.text += fmt::format("made {}\n", path);
  for (const std::string& path : backups) {
    answer.text +=
        fmt::format("migrated {}; as it was before, it is in {}\n", settings.database, path);
  }
  if (answer.text.empty()) answer.text = fmt::format("{} is complete\n", settings.root);
  answer.json = {{"root", settings.root},
                 {"database", settings.database},
                 {"mail_root", settings.mail_root},
                 {"made", *made},
                 {"backups", backups}};
  return answer;
}

}  // namespace mailboxctl
