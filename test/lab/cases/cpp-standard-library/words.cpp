// Counts words in a file, with threads, regular expressions and exceptions of the standard library.
#include <fstream>
#include <future>
#include <iostream>
#include <iterator>
#include <map>
#include <regex>
#include <stdexcept>
#include <string>

static std::map<std::string, int> count(const std::string &path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::regex word("[a-z]+");
  std::map<std::string, int> counts;
  for (std::sregex_iterator it(text.begin(), text.end(), word), end; it != end; ++it) ++counts[it->str()];
  return counts;
}

int main(int argc, char **argv) {
  try {
    auto counted = std::async(std::launch::async, count, argc > 1 ? argv[1] : "text.txt");
    for (const auto &[word, times] : counted.get()) std::cout << word << ' ' << times << '\n';
  } catch (const std::exception &error) {
    std::cout << error.what() << '\n';
    return 1;
  }
}
