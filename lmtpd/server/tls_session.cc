#include "lmtpd/server/tls_session.h"

#include "lmtpd/server/openssl_error.h"
#include "lmtpd/server/socket_bio.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <new>
#include <utility>

namespace lmtp {

std::string to_log(const TlsAgreement& agreement) {
  std::string text = fmt::format("version={} cipher={}", agreement.version, agreement.cipher);
  if (agreement.client) text += " " + to_log(*agreement.client);
  return text;
}

TlsSession::TlsSession(std::shared_ptr<const TlsIdentity> identity, int descriptor)
    : descriptor_(descriptor),
      identity_(std::move(identity)),
      tls_(SSL_new(&identity_->tls()), &SSL_free) {
  SocketBio socket = make_socket_bio(descriptor_);
  if (!tls_ || !socket) throw std::bad_alloc();
  BIO* const both = socket.release();
  SSL_set_bio(tls_.get(), both, both);  // which takes it
  SSL_set_app_data(tls_.get(), this);
}

TlsSession::~TlsSession() = default;

TlsStep TlsSession::accept() {
  ERR_clear_error();
  return step_after(SSL_accept(tls_.get()));
}

TlsStep TlsSession::read(std::span<char> buffer, std::size_t& octets) {
  octets = 0;
  if (over_) return TlsStep::kEnd;
  ERR_clear_error();
  return step_after(SSL_read_ex(tls_.get(), buffer.data(), buffer.size(), &octets));
}

TlsStep TlsSession::write(std::string_view text, std::size_t& octets) {
  octets = 0;
  if (over_) return TlsStep::kEnd;
  ERR_clear_error();
  return step_after(SSL_write_ex(tls_.get(), text.data(), text.size(), &octets));
}

bool TlsSession::has_octets() const {
  return SSL_pending(tls_.get()) > 0;
}

void TlsSession::take_leave() {
  if (over_ || SSL_is_init_finished(tls_.get()) != 1) return;
  ERR_clear_error();
  SSL_shutdown(tls_.get());
  ERR_clear_error();
}

TlsAgreement TlsSession::agreement() const {
  return {SSL_get_version(tls_.get()), SSL_get_cipher_name(tls_.get()), client_};
}

void TlsSession::note(ClientCertificate certificate) {
  client_ = std::move(certificate);
}

TlsSession& TlsSession::of(const SSL& tls) {
  return *static_cast<TlsSession*>(SSL_get_app_data(&tls));
}

TlsStep TlsSession::step_after(int result) {
  if (result == 1) return TlsStep::kDone;
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return TlsStep::kNeedsInput;
    case SSL_ERROR_WANT_WRITE:
      return TlsStep::kNeedsRoom;
    case SSL_ERROR_ZERO_RETURN:
      return TlsStep::kEnd;  // the client took its leave; we may still write
    case SSL_ERROR_SYSCALL:
      over_ = true;
      if (SSL_is_init_finished(tls_.get()) != 1) trouble_ = "the client closed the connection";
      return TlsStep::kEnd;
    default:
      over_ = true;
      trouble_ = reason();
      ERR_clear_error();
      return TlsStep::kBroken;
  }
}

std::string TlsSession::reason() const {
  std::string text = take_openssl_error();
  if (text.empty()) text = "unknown TLS error";
  if (!client_ || client_->verified || SSL_is_init_finished(tls_.get()) == 1) return text;
  return fmt::format("{}: {}", text, to_log(*client_));
}

}  // namespace lmtp
