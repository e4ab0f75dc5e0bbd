// Lists a folder with Boost's shared libraries; headers of nlohmann-json are compiled in.
#include <boost/filesystem.hpp>
#include <boost/program_options.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

namespace po = boost::program_options;

int main(int argc, char **argv) {
  po::options_description options;
  options.add_options()("root", po::value<std::string>());
  po::variables_map given;
  po::store(po::parse_command_line(argc, argv, options), given);
  nlohmann::json names = nlohmann::json::array();
  for (const auto &entry : boost::filesystem::directory_iterator(given["root"].as<std::string>()))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  std::cout << names.dump() << std::endl;
}
