#include "dialogs/live_fixture.h"

#include "dialogs/fixture.h"
#include "dialogs/live_program.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace dialogs {

namespace fs = std::filesystem;

LiveFixture::LiveFixture(Passwords passwords)
    : folder_(make_temporary_folder()),
      root_(folder_ + "/root"),
      certificate_(write_certificate(folder_, std::string(kHostName))) {
  fs::create_directory(root_);
  mailboxctl({"init"});
  mailboxctl({"domain", "add", std::string(kDomain)});
  for (const FixtureMailbox& mailbox : kMailboxes) {
    mailboxctl({"user", "add", std::string(mailbox.address)});
    if (passwords == Passwords::kSet && !mailbox.password.empty()) {
      set_password(mailbox.address, mailbox.password);
    }
    if (mailbox.kind == MailboxKind::kDisabled) {
      mailboxctl({"user", "disable", std::string(mailbox.address)});
    }
    if (mailbox.kind == MailboxKind::kBroken) {
      const fs::path path = fs::path(root_) / "mail" / maildir_of(mailbox.address);
      fs::create_directories(path.parent_path());
      std::ofstream(path) << "a file where a folder is due\n";
    }
  }
  for (const FixtureAlias& alias : kAliases) {
    std::vector<std::string> words = {"alias", "add", std::string(alias.address)};
    for (const std::string_view target : alias.targets) {
      if (!target.empty()) words.emplace_back(target);
    }
    mailboxctl(words);
  }
}

LiveFixture::~LiveFixture() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void LiveFixture::set_password(std::string_view address, std::string_view password) const {
  const std::string input = folder_ + "/password";
  std::ofstream(input) << password << '\n';
  mailboxctl({"user", "passwd", std::string(address), "--stdin"}, input);
}

void LiveFixture::mailboxctl(const std::vector<std::string>& words,
                             const std::string& input) const {
  std::vector<std::string> command = {FINALHOP_MAILBOXCTL, "--root", root_};
  command.insert(command.end(), words.begin(), words.end());
  const Finished finished = run_to_end(command, folder_, input);
  if (finished.status != 0) {
    throw std::runtime_error("mailboxctl " + words[0] + " failed: " + finished.errors);
  }
}

std::string make_temporary_folder() {
  std::string name = fs::temp_directory_path() / "lmtpd.XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp " + name);
  return name;
}

std::string maildir_of(std::string_view address) {
  const auto at = address.find('@');
  return std::string(address.substr(at + 1)) + "/" + std::string(address.substr(0, at)) +
         "/Maildir";
}

}  // namespace dialogs
