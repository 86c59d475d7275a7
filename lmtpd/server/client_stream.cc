#include "lmtpd/server/client_stream.h"

#include <asio/buffer.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>

#include <utility>

namespace lmtp {
namespace {

bool would_wait(const asio::error_code& error) {
  return error == asio::error::would_block || error == asio::error::try_again;
}

}  // namespace

ClientStream::ClientStream(Socket socket) : socket_(std::move(socket)) {
  asio::error_code refused;
  socket_.non_blocking(true, refused);
}

asio::awaitable<ClientStream::Expected<std::size_t>> ClientStream::read(std::span<char> buffer) {
  cancelled_ = false;
  for (;;) {
    asio::error_code error = co_await wait_for(Socket::wait_read);
    if (error) co_return tl::unexpected(error);
    const std::size_t octets = socket_.read_some(asio::buffer(buffer.data(), buffer.size()), error);
    if (!error) co_return octets;
    if (!would_wait(error)) co_return tl::unexpected(error);
  }
}

asio::awaitable<ClientStream::Expected<void>> ClientStream::write(std::string_view octets) {
  asio::error_code error;
  co_await asio::async_write(socket_, asio::buffer(octets),
                             asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return tl::unexpected(error);
  co_return Expected<void>();
}

void ClientStream::write_at_once(std::string_view octets) {
  asio::error_code ignored;
  socket_.write_some(asio::buffer(octets), ignored);
}

void ClientStream::cancel() {
  cancelled_ = true;
  asio::error_code ignored;
  socket_.cancel(ignored);
}

void ClientStream::end_output() {
  asio::error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
}

asio::awaitable<void> ClientStream::discard_input(std::span<char> buffer) {
  cancelled_ = false;
  for (;;) {
    asio::error_code error = co_await wait_for(Socket::wait_read);
    if (error) co_return;
    socket_.read_some(asio::buffer(buffer.data(), buffer.size()), error);
    if (error && !would_wait(error)) co_return;
  }
}

void ClientStream::close() {
  asio::error_code ignored;
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.close(ignored);
}

// cancel() may come between the socket's being ready and our hearing of it: then nothing is left
// that could be cancelled, and without the flag a second wait would have no end.
asio::awaitable<asio::error_code> ClientStream::wait_for(Socket::wait_type what) {
  asio::error_code error;
  if (cancelled_) co_return asio::error::operation_aborted;
  co_await socket_.async_wait(what, asio::redirect_error(asio::use_awaitable, error));
  co_return error;
}

}  // namespace lmtp
