import magic

for data in (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"%PDF-1.7\n", b"plain words\n"):
    print(magic.from_buffer(data, mime=True))
