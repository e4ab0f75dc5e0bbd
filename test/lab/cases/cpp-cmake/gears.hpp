#pragma once
#include <string>

// What is said to a client, by the number of its visit.
std::string greeting(int visit);
