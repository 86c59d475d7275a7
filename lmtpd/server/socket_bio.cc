#include "lmtpd/server/socket_bio.h"

#include <openssl/bio.h>
#include <sys/socket.h>

#include <cerrno>

namespace lmtp {
namespace {

int descriptor_of(BIO* bio) {
  return *static_cast<const int*>(BIO_get_data(bio));
}

bool for_later() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

int send_some(BIO* bio, const char* octets, std::size_t size, std::size_t* sent) {
  BIO_clear_retry_flags(bio);
  const ssize_t count = ::send(descriptor_of(bio), octets, size, MSG_NOSIGNAL);
  if (count < 0 && for_later()) BIO_set_retry_write(bio);
  *sent = count > 0 ? static_cast<std::size_t>(count) : 0;
  return count > 0 ? 1 : 0;
}

int receive_some(BIO* bio, char* buffer, std::size_t size, std::size_t* received) {
  BIO_clear_retry_flags(bio);
  const ssize_t count = ::recv(descriptor_of(bio), buffer, size, 0);
  if (count < 0 && for_later()) BIO_set_retry_read(bio);
  *received = count > 0 ? static_cast<std::size_t>(count) : 0;
  return count > 0 ? 1 : 0;
}

long control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

using Method = std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)>;

Method make_method() {
  Method method(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "client"), &BIO_meth_free);
  if (!method) return method;
  BIO_meth_set_write_ex(method.get(), send_some);
  BIO_meth_set_read_ex(method.get(), receive_some);
  BIO_meth_set_ctrl(method.get(), control);
  return method;
}

}  // namespace

SocketBio make_socket_bio(int& descriptor) {
  static const Method method = make_method();
  SocketBio bio(method ? BIO_new(method.get()) : nullptr, &BIO_free);
  if (!bio) return bio;
  BIO_set_data(bio.get(), &descriptor);
  BIO_set_init(bio.get(), 1);
  return bio;
}

}  // namespace lmtp
