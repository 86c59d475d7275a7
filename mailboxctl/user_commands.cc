#include "mailboxctl/user_commands.h"

#include "mailbox/password.h"
#include "mailboxctl/password_input.h"
#include "mailboxctl/site.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace mailboxctl {

namespace {

using mailbox::Address;
using mailbox::DirectoryEditor;
using mailbox::MailboxRecord;
using mailbox::Result;

std::string_view format_name(mailbox::MailboxFormat format) {
  switch (format) {
    case mailbox::MailboxFormat::kMaildir:
      return "maildir";
  }
  return "unknown";
}

Result<nlohmann::ordered_json> json_of(const MailboxRecord& record, const MailboxPaths& paths) {
  auto path = paths.path_of(record);
  if (!path) return failure_of(path);
  return nlohmann::ordered_json{{"address", to_string(record.address)},
                                {"key", to_string(record.key)},
                                {"path", *path},
                                {"path_source", record.path ? "database" : "template"},
                                {"format", format_name(record.format)},
                                {"enabled", record.enabled},
                                {"has_password", record.has_password}};
}

// The user as it is after a change, with a sentence that says what was done.
Result<Answer> answer_with(DirectoryEditor& editor, const Invocation& invocation,
                           const Address& address, const std::string& done) {
  auto record = editor.mailbox(address);
  if (!record) return failure_of(record);
  auto paths = MailboxPaths::of(invocation.settings);
  if (!paths) return failure_of(paths);
  auto json = json_of(*record, *paths);
  if (!json) return failure_of(json);
  return Answer{fmt::format("{} {}\n", done, to_string(record->address)), *std::move(json)};
}

struct Opened {
  DirectoryEditor editor;
  Address address;
};

// What all commands on one user begin with.
Result<Opened> open_for_user(const Invocation& invocation) {
  auto address = parse_argument(invocation.arguments.at(0));
  if (!address) return failure_of(address);
  auto editor = open_editor(invocation.settings);
  if (!editor) return failure_of(editor);
  return Opened{*std::move(editor), *std::move(address)};
}

Result<Answer> set_enabled(const Invocation& invocation, bool enabled) {
  auto opened = open_for_user(invocation);
  if (!opened) return failure_of(opened);
  auto changed = opened->editor.enable_mailbox(opened->address, enabled);
  if (!changed) return failure_of(changed);
  return answer_with(opened->editor, invocation, opened->address, enabled ? "enabled" : "disabled");
}

// The aliases that still name the key: their mail to it goes nowhere now.
Result<std::vector<std::string>> aliases_naming(DirectoryEditor& editor,
                                                const mailbox::AddressKey& key) {
  auto aliases = editor.aliases();
  if (!aliases) return failure_of(aliases);
  std::vector<std::string> naming;
  for (const mailbox::AliasRecord& alias : *aliases) {
    for (const std::string& target : alias.targets) {
      auto address = mailbox::parse_address(target, mailbox::Utf8::kAllowed);
      if (!address) continue;
      auto target_key = mailbox::address_key(*address);
      if (target_key && *target_key == key) naming.push_back(alias.address);
    }
  }
  return naming;
}

}  // namespace

Result<Answer> add_user(const Invocation& invocation) {
  auto opened = open_for_user(invocation);
  if (!opened) return failure_of(opened);
  auto added = opened->editor.add_mailbox(opened->address);
  if (!added) return failure_of(added);
  return answer_with(opened->editor, invocation, opened->address, "added user");
}

Result<Answer> list_users(const Invocation& invocation) {
  auto editor = open_editor(invocation.settings);
  if (!editor) return failure_of(editor);
  auto paths = MailboxPaths::of(invocation.settings);
  if (!paths) return failure_of(paths);
  auto records = editor->mailboxes();
  if (!records) return failure_of(records);
  Answer answer{"", nlohmann::ordered_json::array()};
  for (const MailboxRecord& record : *records) {
    auto json = json_of(record, *paths);
    if (!json) return failure_of(json);
    answer.text += to_string(record.address) + (record.enabled ? "\n" : " (disabled)\n");
    answer.json.push_back(*std::move(json));
  }
  return answer;
}

Result<Answer> show_user(const Invocation& invocation) {
  auto opened = open_for_user(invocation);
  if (!opened) return failure_of(opened);
  auto answer = answer_with(opened->editor, invocation, opened->address, "");
  if (!answer) return answer;
  const auto& json = answer->json;
  answer->text =
      fmt::format("address   {}\npath      {}\nformat    {}\nenabled   {}\npassword  {}\n",
                  json["address"].get<std::string>(), json["path"].get<std::string>(),
                  json["format"].get<std::string>(),
                  json["enabled"].get<bool>() ? "yes" : "no: mail is refused with 5.2.1",
                  json["has_password"].get<bool>() ? "set" : "not set: no log-in");
  return answer;
}

Result<Answer> remove_user(const Invocation& invocation) {
  auto opened = open_for_user(invocation);
  if (!opened) return failure_of(opened);
  auto answer = answer_with(opened->editor, invocation, opened->address, "removed user");
  if (!answer) return answer;
  auto removed = opened->editor.remove_mailbox(opened->address);
  if (!removed) return failure_of(removed);
  const auto path = answer->json["path"].get<std::string>();
  answer->text += fmt::format("stored mail stays in {}\n", path);
  answer->json = {{"removed", answer->json["address"]}, {"path", path}};

  auto key = mailbox::address_key(opened->address);
  if (!key) return failure_of(key);
  auto naming = aliases_naming(opened->editor, *key);
  if (!naming) return failure_of(naming);
  answer->json["aliases"] = *naming;
  if (!naming->empty()) {
    answer->text += fmt::format(
        "still named by alias {}: see `mailboxctl alias list`, `mailboxctl alias remove`\n",
        fmt::join(*naming, ", "));
  }
  return answer;
}

Result<Answer> enable_user(const Invocation& invocation) {
  return set_enabled(invocation, true);
}

Result<Answer> disable_user(const Invocation& invocation) {
  return set_enabled(invocation, false);
}

Result<Answer> set_user_password(const Invocation& invocation) {
  auto opened = open_for_user(invocation);
  if (!opened) return failure_of(opened);
  // Before anybody types a password for nobody.
  auto record = opened->editor.mailbox(opened->address);
  if (!record) return failure_of(record);
  auto password = invocation.password_from_input ? read_password_line()
                                                 : ask_password(to_string(record->address));
  if (!password) return failure_of(password);
  auto hash = mailbox::hash_password(*password);
  if (!hash) return failure_of(hash);
  auto changed = opened->editor.set_password_hash(opened->address, *hash);
  if (!changed) return failure_of(changed);
  return answer_with(opened->editor, invocation, opened->address, "set the password of");
}

}  // namespace mailboxctl
