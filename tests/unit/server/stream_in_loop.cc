#include "unit/server/stream_in_loop.h"

#include <sys/socket.h>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>

#include <cerrno>
#include <system_error>

namespace lmtp::testing {

StreamInLoop::StreamInLoop(std::array<int, 2> sockets) : client_(sockets[1]) {
  stream.emplace(Socket(loop, asio::generic::stream_protocol(AF_UNIX, 0), sockets[0]));
}

std::array<int, 2> StreamInLoop::make_pair() {
  std::array<int, 2> sockets{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
    throw std::system_error(errno, std::generic_category(), "socketpair");
  }
  return sockets;
}

void StreamInLoop::run_until_waiting() {
  loop.restart();
  loop.poll();
}

void StreamInLoop::begin_read() {
  read = std::nullopt;
  asio::co_spawn(
      loop, [this]() -> asio::awaitable<void> { read = co_await stream->read(buffer); },
      asio::detached);
  run_until_waiting();
}

void StreamInLoop::begin_write(std::string octets) {
  written = std::nullopt;
  writing_ = std::move(octets);
  asio::co_spawn(
      loop, [this]() -> asio::awaitable<void> { written = co_await stream->write(writing_); },
      asio::detached);
  run_until_waiting();
}

void StreamInLoop::begin_tls(std::shared_ptr<const TlsIdentity> identity) {
  agreed = std::nullopt;
  asio::co_spawn(
      loop,
      [this, identity = std::move(identity)]() -> asio::awaitable<void> {
        agreed = co_await stream->start_tls(identity);
      },
      asio::detached);
  run_until_waiting();
}

void StreamInLoop::begin_discard() {
  discarded = false;
  asio::co_spawn(
      loop,
      [this]() -> asio::awaitable<void> {
        co_await stream->discard_input(buffer);
        discarded = true;
      },
      asio::detached);
  run_until_waiting();
}

std::string StreamInLoop::octets_read() const {
  return read && *read ? std::string(buffer.data(), **read) : "(nothing)";
}

}  // namespace lmtp::testing
