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

asio::awaitable<tl::expected<TlsAgreement, std::string>> ClientStream::start_tls(
    std::shared_ptr<const TlsIdentity> identity) {
  cancelled_ = false;
  tls_ = std::make_unique<TlsSession>(std::move(identity), socket_.native_handle());
  for (;;) {
    const TlsStep step = tls_->accept();
    if (step == TlsStep::kDone) co_return tls_->agreement();
    const asio::error_code error = co_await wait_after(step);
    if (!error) continue;
    if (!tls_->trouble().empty()) co_return tl::unexpected(tls_->trouble());
    co_return tl::unexpected(error.message());
  }
}

std::string ClientStream::trouble() const {
  return tls_ ? tls_->trouble() : std::string();
}

// A client that talks without end is not waited for: what is left breaks the handshake.
void ClientStream::drop_received(std::span<char> buffer) {
  constexpr int kReadsMax = 16;
  asio::error_code error;
  for (int i = 0; i < kReadsMax && !error; ++i) {
    socket_.read_some(asio::buffer(buffer.data(), buffer.size()), error);
  }
}

asio::awaitable<ClientStream::Expected<std::size_t>> ClientStream::read(std::span<char> buffer) {
  cancelled_ = false;
  return tls_ ? read_tls(buffer) : read_plain(buffer);
}

asio::awaitable<ClientStream::Expected<std::size_t>> ClientStream::read_plain(
    std::span<char> buffer) {
  for (;;) {
    asio::error_code error = co_await wait_for(Socket::wait_read);
    if (error) co_return tl::unexpected(error);
    const std::size_t octets = socket_.read_some(asio::buffer(buffer.data(), buffer.size()), error);
    if (!error) co_return octets;
    if (!would_wait(error)) co_return tl::unexpected(error);
  }
}

// Waits for the socket first, though octets may be there: so a client that never pauses leaves the
// event loop to the others after each record.
asio::awaitable<ClientStream::Expected<std::size_t>> ClientStream::read_tls(
    std::span<char> buffer) {
  TlsStep step = tls_->has_octets() ? TlsStep::kDone : TlsStep::kNeedsInput;
  for (;;) {
    if (step != TlsStep::kDone) {
      const asio::error_code error = co_await wait_after(step);
      if (error) co_return tl::unexpected(error);
    }
    std::size_t octets = 0;
    step = tls_->read(buffer, octets);
    if (step == TlsStep::kDone) co_return octets;
  }
}

asio::awaitable<ClientStream::Expected<void>> ClientStream::write(std::string_view octets) {
  cancelled_ = false;
  if (tls_) {
    const Expected<void> written = co_await write_tls(octets);
    co_return written;
  }
  asio::error_code error;
  co_await asio::async_write(socket_, asio::buffer(octets),
                             asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return tl::unexpected(error);
  co_return Expected<void>();
}

asio::awaitable<ClientStream::Expected<void>> ClientStream::write_tls(std::string_view octets) {
  while (!octets.empty()) {
    std::size_t written = 0;
    const TlsStep step = tls_->write(octets, written);
    if (step == TlsStep::kDone) {
      octets.remove_prefix(written);
      continue;
    }
    const asio::error_code error = co_await wait_after(step);
    if (error) co_return tl::unexpected(error);
  }
  co_return Expected<void>();
}

void ClientStream::write_at_once(std::string_view octets) {
  if (tls_) {
    std::size_t written = 0;
    static_cast<void>(tls_->write(octets, written));
    return;
  }
  asio::error_code ignored;
  socket_.write_some(asio::buffer(octets), ignored);
}

void ClientStream::cancel() {
  cancelled_ = true;
  asio::error_code ignored;
  socket_.cancel(ignored);
}

void ClientStream::end_output() {
  if (tls_) tls_->take_leave();
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

// An error: there is nothing to wait for.
asio::awaitable<asio::error_code> ClientStream::wait_after(TlsStep step) {
  asio::error_code error = asio::error::eof;
  if (step == TlsStep::kNeedsInput) {
    error = co_await wait_for(Socket::wait_read);
  } else if (step == TlsStep::kNeedsRoom) {
    error = co_await wait_for(Socket::wait_write);
  } else if (step == TlsStep::kBroken) {
    error = asio::error::connection_reset;
  }
  co_return error;
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
