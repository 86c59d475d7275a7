#include "unit/server/tls_client.h"

#include "lmtpd/server/socket_bio.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace lmtp::testing {

TlsClient::TlsClient(int descriptor, const TlsClientSettings& settings)
    : descriptor_(descriptor),
      settings_(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free),
      tls_(nullptr, &SSL_free) {
  ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
  SSL_CTX_set_security_level(settings_.get(), 0);  // it may want what the server must refuse
  SSL_CTX_set_min_proto_version(settings_.get(), settings.oldest);
  SSL_CTX_set_max_proto_version(settings_.get(), settings.newest);
  if (settings.certificate) {
    SSL_CTX_use_certificate(settings_.get(), settings.certificate->certificate());
    SSL_CTX_use_PrivateKey(settings_.get(), settings.certificate->key());
  }
  tls_.reset(SSL_new(settings_.get()));
  BIO* const both = make_socket_bio(descriptor_).release();
  SSL_set_bio(tls_.get(), both, both);
}

bool TlsClient::connect() {
  ERR_clear_error();
  const int result = SSL_connect(tls_.get());
  note(result);
  return result == 1;
}

bool TlsClient::send(std::string_view octets) {
  ERR_clear_error();
  std::size_t written = 0;
  const int result = SSL_write_ex(tls_.get(), octets.data(), octets.size(), &written);
  note(result);
  return result == 1 && written == octets.size();
}

std::string TlsClient::receive() {
  std::string received;
  std::array<char, 4096> buffer{};
  for (;;) {
    ERR_clear_error();
    std::size_t octets = 0;
    const int result = SSL_read_ex(tls_.get(), buffer.data(), buffer.size(), &octets);
    received.append(buffer.data(), octets);
    note(result);
    if (result != 1) return received;
  }
}

void TlsClient::take_leave() {
  SSL_shutdown(tls_.get());
}

void TlsClient::close() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

void TlsClient::note(int result) {
  if (result == 1) return;
  const int error = SSL_get_error(tls_.get(), result);
  ended |= error == SSL_ERROR_ZERO_RETURN;
  broken |= error == SSL_ERROR_SSL || error == SSL_ERROR_SYSCALL;
}

}  // namespace lmtp::testing
