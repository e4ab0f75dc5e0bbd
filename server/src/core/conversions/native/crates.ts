/**
 * Which libraries of the system the crates of a lock file link, by their build scripts. A crate that is not listed and
 * is called `…-sys` is taken to link something nobody knows. The table was compared with what 3,100 crates of 119 public
 * lock files say in their manifests (`links`, and `pkg-config`, `cc` or `cmake` among their build dependencies) on
 * 2026-11-21: whichever links something by itself is here.
 */

export type CrateLinks =
  /** Compiled in, or for another system. */
  | { readonly kind: 'nothing' }
  /** Libraries of the builder by their sonames; `unless` names a crate among its dependencies that brings its own copy. */
  | { readonly kind: 'libraries'; readonly names: readonly string[]; readonly unless?: readonly string[] }
  /** It needs more than a base without a shell can be given; `why` completes "`name` …"; `always` even where it is linked statically. */
  | {
      readonly kind: 'more';
      readonly why: string;
      readonly always?: true;
      /** The package of Debian with the headers of what it links. */
      readonly dev?: string;
      readonly unless?: readonly string[];
    };

/** What a crate brings to a program, by its name and those it depends on; undefined where it is not known to link anything. */
export function crateLinks(name: string, dependencies: readonly string[] = []): CrateLinks | undefined {
  const known = table.get(name);
  if (known !== undefined) return known;
  if (/(?:[-_]sys|-sys2)(?:-[a-z0-9]+)?$/.test(name))
    return nothing.test(name)
      ? undefined
      : { kind: 'more', why: 'links a library of the system that Distill does not know' };
  const finder = dependencies.find(other => finders.has(other));
  if (finder === undefined || harmless.has(name)) return undefined;
  return { kind: 'more', why: `looks for libraries of the system when it is built (\`${finder}\`)` };
}

/** What build scripts ask for libraries of the system, and crates that have them for something else. */
const finders: ReadonlySet<string> = new Set(['pkg-config', 'vcpkg', 'system-deps', 'metadeps']);
const harmless: ReadonlySet<string> = new Set(['system-deps', 'metadeps', 'rav1e']);

/** Crates whose C code is always compiled in, and those for Windows, macOS, browsers and the kernel's own interfaces. */
const nothing = new RegExp(
  [
    '^(?:windows|winapi|core-(?:foundation|graphics|text|services)|security-framework|system-configuration|io-kit|mach|objc|objc2|block|libdispatch',
    '|js|web|wasm|wasi|wit|hermit|jni|ndk|android|redox|inotify|fsevent|kqueue|linux-raw|dirs|dirs-next|netlink|netlink-packet|nl80211|procfs',
    '|io-uring|aws-lc|aws-lc-fips|ring|blst|secp256k1|zstd|lz4|brotli|snappy|libmimalloc|mimalloc|tikv-jemalloc|jemalloc|snmalloc',
    '|libz-ng|cloudflare-zlib|libdeflate|libnghttp2|onig|oniguruma|mozjpeg|libwebp|turbojpeg|librocksdb|lmdb-rkv|lmdb-master|mdbx|libmdbx',
    '|libsodium|tree-sitter|clang|ittapi|psm|sqlite-vec|simdutf8|minimp3|opusic|rav1e|libgit2|libssh2|rdkafka|errno-dragonfly',
    '|valgrind|libfuzzer|coremidi|coreaudio|asio|cpal|iana-time-zone-haiku|crc32c|crunchy|decaf377|numtoa|sudachi|rocksdb',
    ')[-_]sys(?:-[a-z0-9]+)?$',
  ].join(''),
);

const wants = 'links libraries of the system that no base without a shell has';
const starts = 'starts another program when it runs';
const loads = 'loads libraries by their names when it runs';

const table: ReadonlyMap<string, CrateLinks> = new Map<string, CrateLinks>([
  ['openssl-sys', { kind: 'libraries', names: ['libssl', 'libcrypto'] }],
  // Without the system's own the build script compiles one.
  ['libz-sys', { kind: 'libraries', names: ['libz.so.1'] }],
  ['bzip2-sys', { kind: 'libraries', names: ['libbz2.so.1.0'] }],
  ['lzma-sys', { kind: 'libraries', names: ['liblzma.so.5'] }],
  ['liblzma-sys', { kind: 'libraries', names: ['liblzma.so.5'] }],
  // `bundled` is what asks for a compiler.
  ['libsqlite3-sys', { kind: 'libraries', names: ['libsqlite3.so.0'], unless: ['cc'] }],
  ['libsql-sys', { kind: 'nothing' }],
  [
    'pq-sys',
    {
      kind: 'more',
      why: 'links libpq, which needs a dozen other libraries',
      dev: 'libpq-dev',
      unless: ['pq-src'],
    },
  ],
  [
    'mysqlclient-sys',
    {
      kind: 'more',
      why: 'links the client library of MySQL',
      dev: 'default-libmysqlclient-dev',
      unless: ['mysqlclient-src'],
    },
  ],
  ['curl-sys', { kind: 'more', why: 'links libcurl where the builder has it', dev: 'libcurl4-openssl-dev' }],
  ['sasl2-sys', { kind: 'more', why: wants, unless: ['krb5-src'] }],
  ['libdbus-sys', { kind: 'more', why: wants, unless: ['cc'] }],
  ['mlua-sys', { kind: 'more', why: wants, unless: ['lua-src', 'luajit-src'] }],
  ['libduckdb-sys', { kind: 'more', why: wants, unless: ['cc'] }],
  ['zeromq-sys', { kind: 'more', why: wants }],
  ['zmq-sys', { kind: 'more', why: wants, unless: ['zeromq-src'] }],
  ...[
    'alsa-sys hidapi libudev-sys libusb1-sys gdk-sys gtk-sys glib-sys cairo-sys-rs pango-sys freetype-sys expat-sys',
    'servo-fontconfig-sys yeslogic-fontconfig-sys opencv tch tesseract-sys leptonica-sys magick_rust pam-sys odbc-sys libvirt',
    'ffmpeg-sys-next rsmpeg gstreamer-sys python3-sys pyo3-ffi libnfs openblas-src netlib-src intel-mkl-src libmagic-sys magic-sys',
    'poppler-sys libpcap pcap libpulse-sys jack-sys x11 gtk smithay-client-toolkit libvips libxml zbar-rust mecab mosquitto-client',
  ]
    .join(' ')
    .split(' ')
    .map((name): [string, CrateLinks] => [name, { kind: 'more', why: wants }]),
  ...'headless_chrome chromiumoxide youtube_dl songbird wkhtmltopdf wkhtmltox-sys pandoc ffmpeg-sidecar playwright duct subprocess cmd_lib xshell'
    .split(' ')
    .map((name): [string, CrateLinks] => [name, { kind: 'more', why: starts, always: true }]),
  ...'ort ort-sys onnxruntime-sys tensorflow-sys oracle pdfium-render nvml-wrapper cudarc r2d2_oracle vosk x11-dl adbc_driver_manager'
    .split(' ')
    .map((name): [string, CrateLinks] => [name, { kind: 'more', why: loads, always: true }]),
]);

/** Crates that many projects name and that bring nothing of the system along, with whatever they depend on. */
export const selfContained: ReadonlySet<string> = new Set(
  [
    'actix actix-web actix-files actix-cors actix-rt actix-web-lab actix-session actix-multipart actix-identity anyhow arc-swap argon2 askama askama_axum',
    'async-stream async-std async-trait axum axum-extra base64 bcrypt bitflags bson byteorder bytes chrono chrono-tz clap colored config console crossbeam csv ctrlc dashmap',
    'dotenv dotenvy dotenv_codegen either env_logger eyre color-eyre fern flate2 futures futures-util getrandom glob handlebars hex hmac http http-body http-body-util httparse hyper hyper-util indexmap itertools',
    'jsonwebtoken juniper lazy_static libc log maud md5 mime mime_guess minijinja mio moka mongodb nanoid nix nom num num-traits num_cpus once_cell parking_lot paste percent-encoding petgraph phf pin-project pin-project-lite',
    'pretty_env_logger prometheus prost pulldown-cmark quick-xml rand rand_chacha rayon redis regex rocket rocket_contrib rocket_cors rocket_dyn_templates ron rust_decimal rust-embed rustc-hash rustls scraper',
    'semver serde serde_derive serde_json serde_qs serde_urlencoded serde_with serde_yaml serde_repr sha1 sha2 sha3 signal-hook simple_logger smallvec socket2 static_assertions strum strum_macros syntect tempfile tera term_size',
    'textwrap thiserror time tokio tokio-stream tokio-util tokio-tungstenite toml tonic tower tower-http tower-service tracing tracing-appender tracing-log tracing-subscriber tungstenite typed-builder unicode-segmentation',
    'unicode-width url urlencoding utoipa utoipa-swagger-ui uuid validator walkdir warp webpki-roots which zeroize shuttle-runtime crossterm simplelog log4rs stderrlog fastrand maplit tokio-macros hound image nalgebra ndarray tungstenite',
  ]
    .join(' ')
    .split(' '),
);

/**
 * Headers that say nothing of what a program is linked with: of the C library and of builds, and of libraries that none
 * but the crates above link.
 */
export const ofKnownCrates =
  /^(?:libc6|linux-libc|musl|libclang|llvm|libprotobuf|protobuf|zlib1g|libz|libssl|openssl|libpq|postgresql|(?:default-)?lib(?:mysqlclient|mariadb)|libsqlite3|libbz2|liblzma|libzstd|libffi|libcurl4|libudev|libdbus-1|libasound2|libsasl2|libjpeg(?:62|8)?(?:-turbo8?)?|libpng)(?:-\d[\d.]*)?(?:-(?:openssl|gnutls|nss))?(?:-dev|-devel)$|^(?:lib)?python3(?:\.\d+)?-dev$/;

/** Headers that make a crate link the library of the system where it would compile its own (their build scripts): the name in crates. */
export const insteadOfOwn =
  /^lib(onig|lmdb|git2|rocksdb|sodium|opus|ssh2|deflate|webp|turbojpeg|lz4|brotli|mimalloc|jemalloc)\w*-dev$/;
