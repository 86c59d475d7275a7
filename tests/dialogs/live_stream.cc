#include "dialogs/live_stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>

namespace dialogs {

namespace {

constexpr timeval kPatience{20, 0};

[[noreturn]] void fail(const std::string& operation) {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  throw std::runtime_error(operation + ": " + text.data());
}

}  // namespace

void LiveStream::Free::operator()(ssl_ctx_st* settings) const {
  SSL_CTX_free(settings);
}
void LiveStream::Free::operator()(ssl_st* tls) const {
  SSL_free(tls);
}

LiveStream::LiveStream(int descriptor) : descriptor_(descriptor) {
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
}

LiveStream::~LiveStream() {
  ::close(descriptor_);
}

void LiveStream::start_tls(const std::string& certificate_file, const std::string& host_name) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  settings_.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_verify(settings_.get(), SSL_VERIFY_PEER, nullptr);
  if (SSL_CTX_load_verify_file(settings_.get(), certificate_file.c_str()) != 1) {
    fail(certificate_file);
  }
  tls_.reset(SSL_new(settings_.get()));
  if (SSL_set1_host(tls_.get(), host_name.c_str()) != 1) fail("SSL_set1_host");
  if (SSL_set_fd(tls_.get(), descriptor_) != 1) fail("SSL_set_fd");
  if (SSL_connect(tls_.get()) != 1) fail("the TLS handshake");
}

void LiveStream::send(std::string_view octets) const {
  while (!octets.empty()) {
    std::size_t sent = 0;
    if (tls_) {
      if (SSL_write_ex(tls_.get(), octets.data(), octets.size(), &sent) != 1) return;
    } else {
      const ssize_t taken = ::send(descriptor_, octets.data(), octets.size(), MSG_NOSIGNAL);
      if (taken <= 0) return;  // what the server said before it closed is still to be read
      sent = static_cast<std::size_t>(taken);
    }
    octets.remove_prefix(sent);
  }
}

void LiveStream::end_input() const {
  if (tls_) {
    SSL_shutdown(tls_.get());
  } else {
    ::shutdown(descriptor_, SHUT_WR);
  }
}

LiveStream::Read LiveStream::read(std::string& octets) const {
  if (tls_) return read_tls(octets);
  std::array<char, 4096> buffer{};
  const ssize_t size = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
  if (size > 0) octets.append(buffer.data(), static_cast<std::size_t>(size));
  if (size > 0) return Read::kSome;
  return size < 0 && errno == EAGAIN ? Read::kNothing : Read::kEnd;
}

LiveStream::Read LiveStream::read_tls(std::string& octets) const {
  std::array<char, 4096> buffer{};
  std::size_t size = 0;
  const int result = SSL_read_ex(tls_.get(), buffer.data(), buffer.size(), &size);
  const int reason = SSL_get_error(tls_.get(), result);
  octets.append(buffer.data(), size);
  switch (reason) {
    case SSL_ERROR_NONE:
      return Read::kSome;
    case SSL_ERROR_WANT_READ:
      return Read::kNothing;
    case SSL_ERROR_ZERO_RETURN:
      return Read::kEnd;
    default:
      return Read::kCut;
  }
}

}  // namespace dialogs
