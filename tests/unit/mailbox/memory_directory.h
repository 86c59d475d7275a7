// memory_directory.h: a directory in memory, and one that cannot answer.
#pragma once

#include "mailbox/directory.h"

#include <map>
#include <string>
#include <vector>

namespace mailbox {

class MemoryDirectory final : public Directory {
 public:
  void add_domain(const std::string& name, const std::string& separators = "+") {
    const std::string key = domain_key(name).value();
    domains_[key] = {name, key, separators};
  }
  void add_mailbox(const std::string& text, bool enabled = true) {
    MailboxRecord record;
    record.address = parse_address(text, Utf8::kAllowed).value();
    record.key = address_key(record.address).value();
    record.enabled = enabled;
    mailboxes_[record.key] = record;
  }
  void set_password_hash(const std::string& text, const std::string& hash) {
    hashes_[address_key(parse_address(text, Utf8::kAllowed).value()).value()] = hash;
  }
  // Unlike an editor it does not look where the targets lead.
  void add_alias(const std::string& text, const std::vector<std::string>& targets) {
    AddressKey key;
    if (text.starts_with('@')) {
      key.domain = domain_key(text.substr(1)).value();
    } else {
      key = address_key(parse_address(text, Utf8::kAllowed).value()).value();
    }
    aliases_[key] = {text, targets};
  }

  Result<std::optional<DomainRecord>> find_domain(std::string_view key) override {
    return find(domains_, std::string(key));
  }
  Result<std::optional<MailboxRecord>> find_mailbox(const AddressKey& key) override {
    return find(mailboxes_, key);
  }
  Result<std::optional<AliasRecord>> find_alias(const AddressKey& key) override {
    return find(aliases_, key);
  }
  Result<std::optional<DomainRecord>> only_domain() override {
    if (domains_.size() != 1) return std::nullopt;
    return domains_.begin()->second;
  }
  Result<std::optional<std::string>> find_password_hash(const AddressKey& key) override {
    return find(hashes_, key);
  }

 private:
  template <class Key, class Record>
  static std::optional<Record> find(const std::map<Key, Record>& records, const Key& key) {
    const auto found = records.find(key);
    return found == records.end() ? std::nullopt : std::optional<Record>(found->second);
  }

  std::map<std::string, DomainRecord> domains_;
  std::map<AddressKey, MailboxRecord> mailboxes_;
  std::map<AddressKey, AliasRecord> aliases_;
  std::map<AddressKey, std::string> hashes_;
};

// Answers `good_answers` questions with "not there" and fails from then on.
class BrokenDirectory final : public Directory {
 public:
  explicit BrokenDirectory(int good_answers) : good_answers_(good_answers) {}

  Result<std::optional<DomainRecord>> find_domain(std::string_view key) override {
    if (auto failed = ask(); !failed) return failure_of(failed);
    return DomainRecord{std::string(key), std::string(key), "+"};
  }
  Result<std::optional<MailboxRecord>> find_mailbox(const AddressKey&) override {
    if (auto failed = ask(); !failed) return failure_of(failed);
    return std::nullopt;
  }
  Result<std::optional<AliasRecord>> find_alias(const AddressKey&) override {
    if (auto failed = ask(); !failed) return failure_of(failed);
    return std::nullopt;
  }
  Result<std::optional<DomainRecord>> only_domain() override {
    if (auto failed = ask(); !failed) return failure_of(failed);
    return std::nullopt;
  }

 private:
  Result<void> ask() {
    if (good_answers_-- > 0) return {};
    return failure(status::kSystemFault, "database is locked");
  }
  int good_answers_;
};

}  // namespace mailbox
