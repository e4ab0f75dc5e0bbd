import sys

print("doing", *sys.argv[1:])
