// socket_bio.h: how OpenSSL reaches a socket: without waiting, and without the signal that writing
// to a client that is gone would raise.
//
// Owns        the BIO; not the descriptor
#pragma once

#include <memory>

struct bio_st;  // OpenSSL's BIO

namespace lmtp {

using SocketBio = std::unique_ptr<bio_st, int (*)(bio_st*)>;

// Of the socket `descriptor`, where the caller keeps it as long as the BIO is there. None: no
// memory.
[[nodiscard]] SocketBio make_socket_bio(int& descriptor);

}  // namespace lmtp
