#include "mailboxctl/alias_commands.h"

#include "mailboxctl/site.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mailboxctl {

namespace {

nlohmann::ordered_json json_of(const mailbox::AliasRecord& record) {
  return {{"address", record.address}, {"targets", record.targets}};
}

}  // namespace

mailbox::Result<Answer> add_alias(const Invocation& invocation) {
  const std::string& alias = invocation.arguments.at(0);
  std::vector<mailbox::Address> targets;
  for (std::size_t index = 1; index < invocation.arguments.size(); ++index) {
    auto target = parse_argument(invocation.arguments[index]);
    if (!target) return failure_of(target);
    targets.push_back(*std::move(target));
  }
  auto editor = open_editor(invocation.settings);
  if (!editor) return failure_of(editor);
  auto added = editor->add_alias(alias, targets);
  if (!added) return failure_of(added);
  auto record = editor->alias(alias);
  if (!record) return failure_of(record);
  return Answer{fmt::format("alias {}: {}\n", record->address, fmt::join(record->targets, ", ")),
                json_of(*record)};
}

mailbox::Result<Answer> list_aliases(const Invocation& invocation) {
  auto editor = open_editor(invocation.settings);
  if (!editor) return failure_of(editor);
  auto aliases = editor->aliases();
  if (!aliases) return failure_of(aliases);
  Answer answer{"", nlohmann::ordered_json::array()};
  for (const mailbox::AliasRecord& record : *aliases) {
    answer.text += fmt::format("{}: {}\n", record.address, fmt::join(record.targets, ", "));
    answer.json.push_back(json_of(record));
  }
  return answer;
}

mailbox::Result<Answer> remove_alias(const Invocation& invocation) {
  const std::string& alias = invocation.arguments.at(0);
  auto editor = open_editor(invocation.settings);
  if (!editor) return failure_of(editor);
  auto removed = editor->remove_alias(alias);
  if (!removed) return failure_of(removed);
  return Answer{fmt::format("removed alias {}\n", alias), {{"removed", alias}}};
}

}  // namespace mailboxctl
