// Writes the SHA-256 of its argument to a file in the working directory, and prints it.
#include <openssl/sha.h>

#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>

int main(int count, char **words) {
  const std::string text = count > 1 ? words[1] : "";
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char *>(text.data()), text.size(), digest);
  std::ostringstream hex;
  for (const unsigned char byte : digest) hex << std::hex << std::setw(2) << std::setfill('0') << int(byte);
  std::ofstream file("seal.txt");
  file << hex.str() << std::endl;
  const char *kind = std::getenv("SEAL");
  std::cout << (kind == nullptr ? "none" : kind) << " " << hex.str() << (file.good() ? "" : " not kept") << std::endl;
  return file.good() ? 0 : 1;
}
