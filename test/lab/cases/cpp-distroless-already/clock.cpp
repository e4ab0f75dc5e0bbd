// Tells the time in a zone, from the table of the system, by way of the standard library.
#include <chrono>
#include <format>
#include <iostream>
#include <stdexcept>

int main(int argc, char **argv) {
  using namespace std::chrono;
  try {
    const zoned_time there(argc > 1 ? argv[1] : "Asia/Tokyo", sys_days{2026y / January / 1});
    std::cout << std::format("{:%F %R %Z}\n", there);
  } catch (const std::runtime_error &) {
    std::cout << "no such zone\n";
    return 1;
  }
}
