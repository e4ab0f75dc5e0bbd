#include <algorithm>
#include <functional>
#include <stdexcept>
#include <vector>

extern "C" int sort_down(int *values, int count) {
  std::vector<int> sorted(values, values + count);
  std::sort(sorted.begin(), sorted.end(), std::greater<int>());
  std::copy(sorted.begin(), sorted.end(), values);
  try {
    sorted.at(static_cast<size_t>(count));
  } catch (const std::out_of_range &) {
    return count;
  }
  return -1;
}
