#include "lmtpd/server/acceptor.h"

#include <netinet/in.h>
#include <spdlog/logger.h>
#include <asio/ip/tcp.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

#include <chrono>
#include <utility>

namespace lmtp {
namespace {

constexpr std::chrono::seconds kPause{1};

asio::generic::stream_protocol protocol_of(const Place& place) {
  const auto* tcp = std::get_if<TcpPlace>(&place);
  if (tcp == nullptr) return {AF_UNIX, 0};
  return {tcp->ipv6 ? AF_INET6 : AF_INET, IPPROTO_TCP};
}

}  // namespace

Acceptor::Acceptor(const asio::any_io_executor& executor, ListeningSocket socket,
                   const Service& service, spdlog::logger& log, Accepted accepted)
    : socket_(std::move(socket)),
      acceptor_(executor, protocol_of(socket_->place()), socket_->release_descriptor()),
      pause_(executor),
      service_(std::make_shared<const Service>(service)),
      name_(to_string(socket_->place())),
      log_(log),
      accepted_(std::move(accepted)) {}

asio::awaitable<void> Acceptor::accept(std::shared_ptr<Acceptor> acceptor) {
  while (acceptor->acceptor_.is_open()) {
    if (acceptor->held_) {
      acceptor->pause_.expires_at(asio::steady_timer::time_point::max());
      co_await acceptor->pause();
      continue;
    }
    asio::error_code error;
    Socket client =
        co_await acceptor->acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (!error) {
      acceptor->take(std::move(client));
    } else if (error != asio::error::operation_aborted &&
               error != asio::error::connection_aborted) {
      acceptor->log_.error("cannot take clients for the moment: {}", error.message());
      acceptor->pause_.expires_after(kPause);
      co_await acceptor->pause();
    }
  }
}

void Acceptor::close() {
  socket_.reset();
  asio::error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

void Acceptor::hold() {
  held_ = true;
  asio::error_code ignored;
  acceptor_.cancel(ignored);
}

void Acceptor::go_on() {
  held_ = false;
  pause_.cancel();
}

void Acceptor::take(Socket client) {
  const Peer peer = peer_of(client.native_handle());
  if (peer.ip) {
    // Replies leave one by one, each awaited by the client: do not let the kernel collect them.
    asio::error_code ignored;
    client.set_option(asio::ip::tcp::no_delay(true), ignored);
  }
  accepted_({std::move(client), peer, service_, name_});
}

asio::awaitable<void> Acceptor::pause() {
  asio::error_code ignored;
  co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

}  // namespace lmtp
