import os
import ssl

context = ssl.create_default_context()
paths = ssl.get_default_verify_paths()
bundle = paths.cafile or os.path.join(paths.capath, "ca-certificates.crt")
context.load_verify_locations(bundle)
print("system roots:", "many" if len(context.get_ca_certs()) > 100 else len(context.get_ca_certs()))
print("a server without a name of its own is refused:", context.check_hostname)
