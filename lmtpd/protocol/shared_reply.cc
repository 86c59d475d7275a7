#include "lmtpd/protocol/shared_reply.h"

#include "lmtpd/protocol/outcome_reply.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <string>
#include <vector>

namespace lmtp {

namespace {

using mailbox::Outcome;
namespace status = mailbox::status;

constexpr std::size_t kReasonsOctetsMax = 300;  // of a success

bool is_held_back(const Outcome& outcome) {
  return outcome.status == status::kHeldBack;
}

bool failed_itself(const Outcome& outcome) {
  return !outcome.success() && !is_held_back(outcome);
}

// The failure whose code the reply has. Requires: there is a failure.
const Outcome& deciding(std::span<const Outcome> outcomes) {
  const auto temporary = std::find_if(outcomes.begin(), outcomes.end(), [](const Outcome& outcome) {
    return failed_itself(outcome) && outcome.status.temporary();
  });
  if (temporary != outcomes.end()) return *temporary;
  const auto failed = std::find_if(outcomes.begin(), outcomes.end(), failed_itself);
  if (failed != outcomes.end()) return *failed;
  return *std::find_if(outcomes.begin(), outcomes.end(), is_held_back);
}

std::string_view reason_of(const Outcome& outcome) {
  return outcome.reason.empty() ? mailbox::reason_for(outcome.status) : outcome.reason;
}

bool all_alike(std::span<const Outcome> outcomes) {
  return std::all_of(outcomes.begin(), outcomes.end(), [&](const Outcome& outcome) {
    return outcome.status == outcomes.front().status && outcome.reason == outcomes.front().reason;
  });
}

Reply reply_to_success(std::span<const Outcome> outcomes) {
  std::string reasons;
  std::size_t told = 0;
  for (const Outcome& outcome : outcomes) {
    const std::string_view reason = reason_of(outcome);
    if (told > 0 && reasons.size() + reason.size() > kReasonsOctetsMax) break;
    reasons.append(told > 0 ? ", " : "").append(reason);
    ++told;
  }
  if (told < outcomes.size()) reasons += fmt::format(", and {} more", outcomes.size() - told);
  return {250, outcomes.front().status, {reply_line(reasons)}};
}

std::vector<std::string> lines_of_failures(std::span<const mailbox::ForwardPath> recipients,
                                           std::span<const Outcome> outcomes) {
  std::vector<std::string> lines;
  std::size_t failures = 0;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!failed_itself(outcomes[i]) || ++failures > kNamedRecipientsMax) continue;
    lines.push_back(
        reply_line(fmt::format("<{}>: {}", to_string(recipients[i]), reason_of(outcomes[i]))));
  }
  if (failures > lines.size()) lines.push_back(fmt::format("and {} more", failures - lines.size()));
  return lines;
}

}  // namespace

Reply shared_reply(std::span<const mailbox::ForwardPath> recipients,
                   std::span<const Outcome> outcomes) {
  assert(!outcomes.empty() && recipients.size() == outcomes.size());
  if (std::all_of(outcomes.begin(), outcomes.end(),
                  [](const Outcome& outcome) { return outcome.success(); })) {
    return reply_to_success(outcomes);
  }
  if (all_alike(outcomes)) return reply_for(outcomes.front());

  Reply reply = reply_for(deciding(outcomes));
  if (std::none_of(outcomes.begin(), outcomes.end(), failed_itself)) return reply;
  reply.lines = lines_of_failures(recipients, outcomes);
  const bool nobody = std::none_of(outcomes.begin(), outcomes.end(),
                                   [](const Outcome& outcome) { return outcome.success(); });
  if (nobody) reply.lines.push_back(fmt::format("Not delivered to any of {}", outcomes.size()));
  return reply;
}

Reply closing_reply(std::span<const Outcome> outcomes) {
  assert(!outcomes.empty());
  const auto accepted = std::count_if(outcomes.begin(), outcomes.end(),
                                      [](const Outcome& outcome) { return outcome.success(); });
  Reply reply = accepted > 0 ? Reply{250, status::kOk, {}} : reply_for(deciding(outcomes));
  reply.lines = {fmt::format("Accepted for {} of {} recipients", accepted, outcomes.size())};
  return reply;
}

}  // namespace lmtp
