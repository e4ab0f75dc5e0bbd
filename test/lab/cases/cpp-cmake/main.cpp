// A server of sockets alone that counts its visits.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <iostream>
#include <string>

#include "gears.hpp"

int main() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(8080);
  if (bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 || listen(listener, 8) != 0) {
    std::cerr << "port 8080 is not free\n";
    return 1;
  }
  for (int visit = 1;; ++visit) {
    const int client = accept(listener, nullptr, nullptr);
    char request[4096];
    if (read(client, request, sizeof request) > 0) {
      const std::string body = greeting(visit);
      const std::string answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: " +
                                 std::to_string(body.size()) + "\r\n\r\n" + body;
      if (write(client, answer.data(), answer.size()) < 0) std::cerr << "the client has gone\n";
    }
    close(client);
  }
}
