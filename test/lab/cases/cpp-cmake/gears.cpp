#include "gears.hpp"

std::string greeting(int visit) { return "tick " + std::to_string(visit) + "\n"; }
