// client.h: a client for tests, on a blocking socket.
//
// Errors      a server that says nothing for a minute fails the test by an exception
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lmtp::testing {

class Client {
 public:
  static Client connect_unix(const std::string& path);
  static Client connect_tcp(const std::string& address, int port);  // IPv4
  explicit Client(int descriptor) : descriptor_(descriptor) {}
  Client(Client&& other) noexcept;
  Client& operator=(Client&&) = delete;
  ~Client() { close(); }

  void send(std::string_view octets);
  void send_octet_by_octet(std::string_view octets);
  [[nodiscard]] std::string read_line();   // without CRLF; "(closed)" when the server has closed
  [[nodiscard]] std::string read_reply();  // the last line of one reply
  [[nodiscard]] std::string read_all();    // until the server closes
  void end_input();                        // closes the sending side only
  void close();
  void reset();  // closes so that a TCP server sees an error, not an end

  // Sends `octets`, returns the last lines of `replies` replies.
  std::vector<std::string> talk(std::string_view octets, std::size_t replies);

 private:
  [[nodiscard]] bool read_more();

  int descriptor_;
  std::string input_;
};

}  // namespace lmtp::testing
