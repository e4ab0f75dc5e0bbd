import sys
from collections import Counter
from importlib.metadata import version

from tabulate import tabulate


def run():
    print(f"tally {version('tally')}")
    print(tabulate(sorted(Counter(sys.argv[1:]).items()), tablefmt="plain"))
