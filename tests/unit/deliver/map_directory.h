// map_directory.h: a directory in maps, which can be told to be in trouble.
#pragma once

#include "mailbox/directory.h"

#include <map>
#include <string>

namespace deliver {

class MapDirectory final : public mailbox::Directory {
 public:
  void add_domain(const std::string& name, const std::string& separators = "+") {
    domains_[name] = {name, name, separators};
  }
  void add_mailbox(const mailbox::Address& address, bool enabled = true) {
    mailbox::MailboxRecord record;
    record.address = address;
    record.key = address_key(address).value();
    record.enabled = enabled;
    mailboxes_[record.key] = record;
  }
  void set_trouble(bool trouble) { trouble_ = trouble; }

  [[nodiscard]] mailbox::Result<std::optional<mailbox::DomainRecord>> find_domain(
      std::string_view key) override {
    return found(domains_, std::string(key));
  }
  [[nodiscard]] mailbox::Result<std::optional<mailbox::MailboxRecord>> find_mailbox(
      const mailbox::AddressKey& key) override {
    return found(mailboxes_, key);
  }
  [[nodiscard]] mailbox::Result<std::optional<mailbox::AliasRecord>> find_alias(
      const mailbox::AddressKey& key) override {
    return found(aliases_, key);
  }
  [[nodiscard]] mailbox::Result<std::optional<mailbox::DomainRecord>> only_domain() override {
    return found(domains_, domains_.size() == 1 ? domains_.begin()->first : std::string());
  }

 private:
  template <class Key, class Record>
  mailbox::Result<std::optional<Record>> found(const std::map<Key, Record>& records,
                                               const Key& key) const {
    if (trouble_) return mailbox::failure(mailbox::status::kSystemFault, "database is locked");
    const auto record = records.find(key);
    if (record == records.end()) return std::nullopt;
    return record->second;
  }

  std::map<std::string, mailbox::DomainRecord> domains_;
  std::map<mailbox::AddressKey, mailbox::MailboxRecord> mailboxes_;
  std::map<mailbox::AddressKey, mailbox::AliasRecord> aliases_;
  bool trouble_ = false;
};

}  // namespace deliver
