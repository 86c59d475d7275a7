#include "lmtpd/server/log_in_desk.h"

#include "lmtpd/server/delivery_log.h"
#include "mailbox/authentication.h"

#include <spdlog/logger.h>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

#include <utility>

namespace lmtp {
namespace {

using mailbox::Outcome;
using mailbox::Result;
using std::chrono::steady_clock;
namespace status = mailbox::status;

// RFC 4954 §6: 454 4.7.0 says that it is not the client's fault.
Outcome not_now(std::string detail) {
  constexpr mailbox::EnhancedStatus kTemporarily{4, 7, 0};
  return {kTemporarily, "Temporary authentication failure, try again later", std::move(detail)};
}

}  // namespace

LogInDesk::LogInDesk(asio::any_io_executor executor, const ServerSettings& settings,
                     const ServerSeams& seams)
    : executor_(executor),
      settings_(settings),
      seams_(seams),
      failures_(settings.session.limits.log_in_delay, settings.session.limits.log_in_delay_max),
      pool_(std::move(executor),
            {settings.session.limits.log_in_workers, settings.session.limits.log_in_queue},
            [&seams] { return Worker{seams.open_directory()}; }) {}

asio::awaitable<Outcome> LogInDesk::answer(const LogInOffered& log_in, const Peer& peer) {
  const std::string trier = trier_of(peer);
  const auto delay = failures_.delay_of(trier, steady_clock::now());
  if (delay > FailedLogIns::Delay::zero()) co_await wait(delay);
  Outcome outcome;
  if (ended_) {
    outcome = not_now("the server is ending");
  } else if (pool_.full()) {
    outcome = not_now("too many log-ins at a time (auth-workers, auth-queue)");
  } else {
    outcome = co_await ask(log_in);
  }
  if (outcome.status == status::kLogInFailed) failures_.note(trier, steady_clock::now());
  log_log_in(seams_.log, log_in.user, peer, outcome, delay);
  co_return outcome;
}

void LogInDesk::end() {
  ended_ = true;
  for (asio::steady_timer* timer : waiting_) timer->cancel();
}

asio::awaitable<void> LogInDesk::wait(FailedLogIns::Delay delay) {
  if (ended_) co_return;
  asio::steady_timer timer(executor_, delay);
  const auto position = waiting_.insert(waiting_.end(), &timer);
  asio::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  waiting_.erase(position);
}

asio::awaitable<Outcome> LogInDesk::ask(const LogInOffered& log_in) {
  auto answer = co_await pool_.run<Result<Outcome>>([this, &log_in](Worker& worker) {
    mailbox::AuthenticationSettings settings;
    settings.default_domain = settings_.default_domain;
    return mailbox::authenticate(*worker.directory, log_in.user, log_in.password.view(), settings);
  });
  if (answer) co_return std::move(*answer);
  co_return not_now(std::move(answer.error().text));
}

}  // namespace lmtp
