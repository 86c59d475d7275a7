#include "lmtpd/protocol/log_in_exchange.h"

#include "lmtpd/protocol/base64.h"
#include "lmtpd/protocol/command.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lmtp {

namespace {

// Credentials, if there are any.
std::optional<Credentials> credentials(std::string_view user, std::string_view password) {
  const bool whole = !user.empty() && !password.empty() &&
                     user.find('\0') == std::string_view::npos &&
                     password.find('\0') == std::string_view::npos;
  if (!whole) return std::nullopt;
  return Credentials{std::string(user), Secret(password)};
}

// message = [authzid] UTF8NUL authcid UTF8NUL passwd
// Nobody acts for somebody else here: authzid is empty or authcid itself.
std::optional<Credentials> read_plain(std::span<const Secret> responses) {
  const std::string_view message = responses[0].view();
  const std::size_t first = message.find('\0');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = message.find('\0', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const std::string_view acting_as = message.substr(0, first);
  const std::string_view user = message.substr(first + 1, second - first - 1);
  if (!acting_as.empty() && acting_as != user) return std::nullopt;
  return credentials(user, message.substr(second + 1));
}

std::optional<Credentials> read_login(std::span<const Secret> responses) {
  return credentials(responses[0].view(), responses[1].view());
}

constexpr auto kPlainPrompts = std::to_array<std::string_view>({""});
constexpr auto kLoginPrompts = std::to_array<std::string_view>({
    "VXNlcm5hbWU6",  // Username:
    "UGFzc3dvcmQ6",  // Password:
});

constexpr auto kMechanisms = std::to_array<Mechanism>({
    {"PLAIN", kPlainPrompts, read_plain},
    {"LOGIN", kLoginPrompts, read_login},
});

}  // namespace

std::span<const Mechanism> mechanisms() {
  return kMechanisms;
}

const Mechanism* find_mechanism(std::string_view name) {
  const auto* mechanism = std::find_if(
      kMechanisms.begin(), kMechanisms.end(),
      [&](const Mechanism& candidate) { return equal_ignoring_case(candidate.name, name); });
  return mechanism == kMechanisms.end() ? nullptr : mechanism;
}

LogInExchange::Step LogInExchange::start(std::optional<std::string_view> initial_response) {
  if (!initial_response) return Challenge{mechanism_->prompts.front()};
  return take(*initial_response == "=" ? std::string_view() : *initial_response);
}

LogInExchange::Step LogInExchange::respond(std::string_view line) {
  if (line == "*") return FixedReply::kLogInCancelled;
  return take(line);
}

LogInExchange::Step LogInExchange::take(std::string_view base64) {
  auto response = decode_base64(base64);
  if (!response) return FixedReply::kResponseNotBase64;
  responses_.push_back(std::move(*response));
  if (responses_.size() < mechanism_->prompts.size()) {
    return Challenge{mechanism_->prompts[responses_.size()]};
  }
  auto credentials = mechanism_->read(responses_);
  if (!credentials) return FixedReply::kCredentialsInvalid;
  return std::move(*credentials);
}

}  // namespace lmtp
