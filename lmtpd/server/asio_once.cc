// asio_once.cc: the one place where Asio's own code is compiled.
#include <asio/impl/src.hpp>
