#include "dialogs/in_process_site.h"

#include "dialogs/fixture.h"

#include <algorithm>
#include <cctype>

namespace dialogs {

namespace {

namespace status = mailbox::status;

std::string folded(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char octet) { return static_cast<char>(std::tolower(octet)); });
  return text;
}

std::string key_of(const mailbox::ForwardPath& path) {
  const auto* address = std::get_if<mailbox::Address>(&path.target);
  if (address == nullptr) return "postmaster@" + std::string(kDomain);
  return folded(to_string(*address));
}

// The mailboxes behind an alias, or the address itself.
std::vector<std::string> targets_of(const std::string& key) {
  for (const FixtureAlias& alias : kAliases) {
    if (alias.address != key) continue;
    std::vector<std::string> targets;
    for (const std::string_view target : alias.targets) {
      if (!target.empty()) targets.emplace_back(target);
    }
    return targets;
  }
  return {key};
}

const FixtureMailbox* find_mailbox(std::string_view key) {
  const auto* mailbox =
      std::find_if(kMailboxes.begin(), kMailboxes.end(),
                   [&](const FixtureMailbox& candidate) { return candidate.address == key; });
  return mailbox == kMailboxes.end() ? nullptr : mailbox;
}

std::string with_line_feeds(std::string_view content) {
  std::string text;
  for (std::size_t i = 0; i < content.size(); ++i) {
    const bool line_end = content.substr(i).starts_with("\r\n");
    if (!line_end) text.push_back(content[i]);
  }
  return text;
}

}  // namespace

mailbox::Outcome InProcessSite::resolve(const mailbox::ForwardPath& path) const {
  const std::string key = key_of(path);
  if (!key.ends_with("@" + std::string(kDomain))) return outcome_of(status::kNotOurDomain);
  for (const std::string& target : targets_of(key)) {
    const FixtureMailbox* mailbox = find_mailbox(target);
    if (mailbox == nullptr) return outcome_of(status::kNoSuchMailbox);
    if (mailbox->kind == MailboxKind::kDisabled) return outcome_of(status::kMailboxDisabled);
  }
  return outcome_of(status::kRecipientOk);
}

mailbox::Outcome InProcessSite::deliver(const mailbox::ForwardPath& path,
                                        std::string_view content) {
  for (const std::string& target : targets_of(key_of(path))) {
    const FixtureMailbox* mailbox = find_mailbox(target);
    if (mailbox == nullptr || mailbox->kind != MailboxKind::kWorking) {
      return outcome_of(status::kMisconfigured);
    }
    stored_[target].push_back(with_line_feeds(content));
  }
  return {status::kOk, "<" + to_string(path) + "> stored", {}};
}

}  // namespace dialogs
