#include "dialogs/in_process_site.h"

#include "dialogs/fixture.h"

#include <algorithm>
#include <cctype>
#include <set>

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
  const std::string domain = address->domain.empty() ? "@" + std::string(kDomain) : "";
  return folded(to_string(*address) + domain);
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

bool is_working(std::string_view key) {
  const FixtureMailbox* mailbox = find_mailbox(key);
  return mailbox != nullptr && mailbox->kind == MailboxKind::kWorking;
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

std::vector<std::string> InProcessSite::members(const mailbox::ForwardPath& path) const {
  return targets_of(key_of(path));
}

mailbox::Outcome InProcessSite::log_in(std::string_view user, std::string_view password) const {
  const FixtureMailbox* mailbox = find_mailbox(folded(std::string(user)));
  const bool right = mailbox != nullptr && mailbox->kind != MailboxKind::kDisabled &&
                     !password.empty() && mailbox->password == password;
  return outcome_of(right ? status::kLoggedIn : status::kLogInFailed);
}

std::vector<mailbox::Outcome> InProcessSite::deliver(
    const std::vector<mailbox::ForwardPath>& recipients, std::string_view content,
    bool all_or_none) {
  std::vector<mailbox::Outcome> outcomes;
  std::set<std::string> served;
  std::vector<std::string> staged;
  for (const mailbox::ForwardPath& recipient : recipients) {
    const std::string key = key_of(recipient);
    const std::vector<std::string> targets = targets_of(key);
    const bool good = std::all_of(targets.begin(), targets.end(), is_working);
    outcomes.push_back(
        good ? mailbox::Outcome{status::kOk, "<" + to_string(recipient) + "> stored", {}}
             : outcome_of(status::kMisconfigured));
    const bool first = served.insert(key).second;
    if (first && good) staged.insert(staged.end(), targets.begin(), targets.end());
  }
  const bool all_good = std::all_of(outcomes.begin(), outcomes.end(),
                                    [](const auto& outcome) { return outcome.success(); });
  if (all_or_none && !all_good) {
    for (mailbox::Outcome& outcome : outcomes) {
      if (outcome.success()) outcome = outcome_of(status::kHeldBack);
    }
    return outcomes;
  }
  for (const std::string& target : staged) {
    stored_[target].push_back({std::nullopt, std::string(content)});
  }
  return outcomes;
}

}  // namespace dialogs
