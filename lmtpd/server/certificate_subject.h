// certificate_subject.h: whose certificate it is, by its own account.
#pragma once

#include <string>

struct x509_st;  // OpenSSL's X509

namespace lmtp {

// "CN=mx.example.net,O=Example" (RFC 2253). Control characters are escaped, UTF-8 is as it is: it
// still has to be made printable for a log.
[[nodiscard]] std::string subject_of(const x509_st& certificate);

}  // namespace lmtp
