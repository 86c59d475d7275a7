#include "lmtpd/server/account.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>

#include <charconv>
#include <optional>
#include <vector>

namespace lmtp {
namespace {

constexpr std::size_t kRecordOctets = 16 * 1024;  // a group with very many members needs more

std::optional<unsigned> number_in(const std::string& text) {
  unsigned number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

}  // namespace

mailbox::Result<uid_t> find_user(const std::string& name) {
  if (name.empty()) return static_cast<uid_t>(-1);
  if (const auto number = number_in(name)) return *number;
  std::vector<char> buffer(kRecordOctets);
  passwd record{};
  passwd* found = nullptr;
  getpwnam_r(name.c_str(), &record, buffer.data(), buffer.size(), &found);
  if (found != nullptr) return found->pw_uid;
  return mailbox::failure(mailbox::status::kMisconfigured,
                          fmt::format("there is no user `{}`", name));
}

mailbox::Result<gid_t> find_group(const std::string& name) {
  if (name.empty()) return static_cast<gid_t>(-1);
  if (const auto number = number_in(name)) return *number;
  std::vector<char> buffer(kRecordOctets * 16);
  group record{};
  group* found = nullptr;
  getgrnam_r(name.c_str(), &record, buffer.data(), buffer.size(), &found);
  if (found != nullptr) return found->gr_gid;
  return mailbox::failure(mailbox::status::kMisconfigured,
                          fmt::format("there is no group `{}`", name));
}

}  // namespace lmtp
