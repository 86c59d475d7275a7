#include "mailbox/authentication.h"

#include <optional>
#include <utility>

namespace mailbox {

namespace {

// What the directory has about a user name.
struct Account {
  std::optional<std::string> hash;
  std::string fault;  // why nobody can log in by this name; empty: the password decides
};

Account nobody(std::string fault) {
  return {std::nullopt, std::move(fault)};
}

// None: it is no user name.
Result<std::optional<AddressKey>> key_of(Directory& directory, std::string_view user,
                                         const AuthenticationSettings& settings) {
  std::string text(user);
  if (user.find('@') == std::string_view::npos) {
    std::string domain = settings.default_domain;
    if (domain.empty()) {
      auto only = directory.only_domain();
      if (!only) return failure_of(only);
      if (only->has_value()) domain = (*only)->name;
    }
    text += '@' + domain;
  }
  const auto address = parse_address(text, Utf8::kAllowed);
  if (!address) return std::nullopt;
  auto key = address_key(*address);
  if (!key) return std::nullopt;
  return *std::move(key);
}

Result<Account> find_account(Directory& directory, std::string_view user,
                             const AuthenticationSettings& settings) {
  // Before anybody is looked up, lest it take longer for those who are not there.
  if (auto sound = directory.require_sound(); !sound) return failure_of(sound);
  auto key = key_of(directory, user, settings);
  if (!key) return failure_of(key);
  if (!key->has_value()) return nobody("this is no user name");
  auto mailbox = directory.find_mailbox(**key);
  if (!mailbox) return failure_of(mailbox);
  auto hash = directory.find_password_hash(**key);
  if (!hash) return failure_of(hash);
  if (!mailbox->has_value()) return nobody("there is no such user");
  if (!hash->has_value()) return nobody("the user has no password");
  Account account{*std::move(hash), {}};
  if (!(*mailbox)->enabled) account.fault = "the user is disabled";
  return account;
}

}  // namespace

Result<Outcome> authenticate(Directory& directory, std::string_view user, std::string_view password,
                             const AuthenticationSettings& settings) {
  auto account = find_account(directory, user, settings);
  if (!account) return failure_of(account);
  const bool too_long = password.size() > kPasswordOctetsMax;
  const auto verified = settings.verify(account->hash.value_or(hash_of_nobody()),
                                        too_long ? std::string_view() : password);
  if (!verified) return tl::unexpected(verified.error());
  if (!account->fault.empty()) return outcome_of(status::kLogInFailed, std::move(account->fault));
  if (password.empty() || too_long) {
    return outcome_of(status::kLogInFailed, "the password is empty or far too long");
  }
  if (!*verified) return outcome_of(status::kLogInFailed, "the password is wrong");
  return outcome_of(status::kLoggedIn);
}

const std::string& hash_of_nobody() {
  static const std::string hash =
      "$argon2id$v=19$m=65536,t=2,p=1$wD2MO0zJ60041NN7Gvwq0w"
      "$weOKc+VLio0W3ejq6SbvSSWgkXuukWfIdE5gQ4TYviM";
  return hash;
}

}  // namespace mailbox
