#include "mailboxctl/domain_commands.h"

#include "mailboxctl/site.h"

#include <fmt/format.h>

namespace mailboxctl {

namespace {

nlohmann::ordered_json json_of(const mailbox::DomainRecord& record) {
  return {{"domain", record.key}, {"name", record.name}, {"separators", record.separators}};
}

}  // namespace

mailbox::Result<Answer> add_domain(const Invocation& invocation) {
  const std::string& domain = invocation.arguments.at(0);
  auto editor = open_editor(invocation.settings);
  if (!editor) return failure_of(editor);
  auto added = editor->add_domain(domain);
  if (!added) return failure_of(added);
  auto record = editor->domain(domain);
  if (!record) return failure_of(record);
  return Answer{fmt::format("added domain {}\n", record->name), json_of(*record)};
}

mailbox::Result<Answer> list_domains(const Invocation& invocation) {
  auto editor = open_editor(invocation.settings);
  if (!editor) return failure_of(editor);
  auto domains = editor->domains();
  if (!domains) return failure_of(domains);
  Answer answer{"", nlohmann::ordered_json::array()};
  for (const mailbox::DomainRecord& record : *domains) {
    answer.text += record.name + "\n";
    answer.json.push_back(json_of(record));
  }
  return answer;
}

mailbox::Result<Answer> remove_domain(const Invocation& invocation) {
  const std::string& domain = invocation.arguments.at(0);
  auto editor = open_editor(invocation.settings);
  if (!editor) return failure_of(editor);
  auto removed = editor->remove_domain(domain);
  if (!removed) return failure_of(removed);
  return Answer{fmt::format("removed domain {}\n", domain), {{"removed", domain}}};
}

}  // namespace mailboxctl
