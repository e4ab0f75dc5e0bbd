import subprocess
import sys

words = "\n".join(sys.argv[1].split())
done = subprocess.run("sort | uniq -c", shell=True, input=words + "\n", text=True, capture_output=True, check=True)
print(done.stdout.replace("      ", ""), end="")
