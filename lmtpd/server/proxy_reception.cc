#include "lmtpd/server/proxy_reception.h"

#include <spdlog/logger.h>
#include <asio/buffer.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

#include <array>
#include <utility>

namespace lmtp {

using std::chrono::steady_clock;

ProxyReception::ProxyReception(Arrival arrival, ConnectionCount::Counted counted,
                               std::chrono::seconds timeout, spdlog::logger& log)
    : arrival_(std::move(arrival)),
      counted_(std::move(counted)),
      log_(log),
      deadline_(arrival_.socket.get_executor(),
                [this] {
                  timed_out_ = true;
                  asio::error_code ignored;
                  arrival_.socket.cancel(ignored);
                }),
      timeout_(timeout) {}

asio::awaitable<std::optional<Arrival>> ProxyReception::receive(
    std::shared_ptr<ProxyReception> reception) {
  asio::error_code ignored;
  reception->arrival_.socket.non_blocking(true, ignored);
  reception->deadline_.set(steady_clock::now() + reception->timeout_);
  const bool good = co_await reception->read_header();
  reception->deadline_.stop();
  if (good) co_return std::move(reception->arrival_);
  reception->close();
  co_return std::nullopt;
}

void ProxyReception::close() {
  asio::error_code ignored;
  arrival_.socket.close(ignored);
}

asio::awaitable<bool> ProxyReception::read_header() {
  Socket& socket = arrival_.socket;
  while (!end_) {
    asio::error_code error;
    co_await socket.async_wait(Socket::wait_read, asio::redirect_error(asio::use_awaitable, error));
    if (!error) error = look();
    if (error) {
      complain(timed_out_ ? "no PROXY header in time" : "ended before the PROXY header did");
      break;
    }
  }
  co_return end_.value_or(false);
}

// Looks at what has come, and takes as much of it as belongs to the header.
asio::error_code ProxyReception::look() {
  std::array<char, kProxyHeaderOctetsMax> octets{};
  asio::error_code error;
  const std::size_t seen = arrival_.socket.receive(
      asio::buffer(octets.data(), octets.size() - header_.size()), Socket::message_peek, error);
  if (error == asio::error::would_block || error == asio::error::try_again) return {};
  if (error) return error;
  header_.append(octets.data(), seen);
  const auto reading = read_proxy_header(header_);
  if (std::holds_alternative<ProxyHeader::NeedMore>(reading)) {
    take(header_.size());
  } else if (const auto* malformed = std::get_if<ProxyHeader::Malformed>(&reading)) {
    complain(malformed->why);
    end_ = false;
  } else if (const auto* none = std::get_if<ProxyHeader::NoClient>(&reading)) {
    take(none->octets);
    end_ = true;
  } else {
    const auto& client = std::get<ProxyHeader::Client>(reading);
    take(client.octets);
    arrival_.peer = peer_behind_proxy(client.address);
    end_ = true;
  }
  return {};
}

// Takes the header's octets up to `octets` out of the socket; they are there, they were seen.
void ProxyReception::take(std::size_t octets) {
  std::array<char, kProxyHeaderOctetsMax> dropped{};
  asio::error_code error;
  while (taken_ < octets && !error) {
    taken_ += arrival_.socket.receive(asio::buffer(dropped.data(), octets - taken_), 0, error);
  }
}

void ProxyReception::complain(std::string_view why) {
  // A proxy that looks whether we are there connects and closes.
  const auto level = header_.empty() && !timed_out_ ? spdlog::level::debug : spdlog::level::warn;
  log_.log(level, "proxy closed {} listener={}: {}", to_log(arrival_.peer), arrival_.listener, why);
}

}  // namespace lmtp
