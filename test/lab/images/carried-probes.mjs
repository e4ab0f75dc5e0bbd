/** What is asked of an interpreter, in the image it comes from and on the base it was carried to: does it answer the same? */

/**
 * Imports every module of the standard library and uses those that stand on a library. Prints JSON: what can be
 * imported and what cannot, and what the rest answered. Tests of the interpreter, Tk and what makes a window are left out.
 */
export const pythonProbe = `
import importlib, json, os, pkgutil, sys, sysconfig, warnings
warnings.simplefilter('ignore')
standard = sysconfig.get_path('stdlib')
names = set(sys.builtin_module_names)
for folder in (standard, os.path.join(sysconfig.get_path('platstdlib'), 'lib-dynload')):
    names |= {module.name for module in pkgutil.iter_modules([folder])}
names |= {'asyncio.runners', 'compression.zstd', 'concurrent.futures.process', 'ctypes.util', 'curses.panel', 'dbm.dumb',
    'dbm.gnu', 'dbm.ndbm', 'distutils.core', 'email.mime.text', 'encodings.idna', 'http.server', 'importlib.metadata',
    'json.tool', 'logging.config', 'multiprocessing.pool', 'unittest.mock', 'urllib.request', 'wsgiref.simple_server',
    'xml.etree.cElementTree', 'xml.sax.expatreader', 'xmlrpc.client'}
left = {'antigravity', 'idlelib', 'lib2to3', 'this', 'tkinter', '_tkinter', 'turtle', 'turtledemo'}
loads, fails = [], {}
for name in sorted(names - left):
    if name.startswith(('_test', '_xx', 'xx', '__main__', '_ctypes_test', '_ios', '_android', '_osx')): continue
    try:
        importlib.import_module(name)
        loads.append(name)
    except BaseException as error: fails[name] = str(error)
def answer(action):
    try: return action()
    except BaseException as error: return '%s: %s' % (type(error).__name__, error)
def compressed(name):
    module = importlib.import_module(name)
    return module.decompress(module.compress(b'lab')).decode()
def roots():
    import ssl
    return len(ssl.create_default_context().get_ca_certs()) > 100
def database():
    import sqlite3
    return sqlite3.connect(':memory:').execute('select 1 + 1').fetchone()[0]
def native():
    import ctypes
    return ctypes.CDLL(None).abs(-3)
def parsed():
    import xml.etree.ElementTree as tree
    return tree.fromstring('<a b="c"/>').get('b')
def parallel():
    import multiprocessing
    with multiprocessing.get_context('fork').Pool(2) as pool: return pool.map(abs, [-1, -2])
def zone():
    import datetime, zoneinfo
    return datetime.datetime(2026, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin')).strftime('%z')
print(json.dumps({'loads': loads, 'fails': fails, 'answers': {
    'version': sys.version.split()[0], 'executable': sys.executable, 'prefix': sys.prefix,
    'path': sys.path[1:], 'encoding': sys.getfilesystemencoding(),
    **{name: answer(lambda: compressed(name)) for name in ('bz2', 'lzma', 'zlib')},
    'ssl': answer(roots), 'sqlite3': answer(database), 'ctypes': answer(native), 'expat': answer(parsed),
    'multiprocessing': answer(parallel), **({'zoneinfo': answer(zone)} if sys.version_info >= (3, 9) else {})}}))
`;

/** Loads every module that Node.js brings, and uses what stands on a library or on data. Prints JSON as above. */
export const nodeProbe = `
process.noDeprecation = true;
const { createHash } = require('crypto');
const loads = [], fails = {};
for (const name of require('module').builtinModules) {
  if (name.startsWith('_')) continue;
  try { require(name); loads.push(name); } catch (error) { fails[name] = error.message; }
}
const day = new Intl.DateTimeFormat('de', { dateStyle: 'full', timeZone: 'Europe/Berlin' }).format(new Date(0));
const answers = {
  version: process.version, executable: process.execPath, day,
  hash: createHash('sha256').update('lab').digest('hex'),
  roots: require('tls').rootCertificates.length > 100,
  brotli: require('zlib').brotliDecompressSync(require('zlib').brotliCompressSync('lab')).toString(),
};
new (require('worker_threads').Worker)('', { eval: true }).on('exit', code => {
  const child = require('child_process').spawnSync(process.execPath, ['-p', '6 * 7']);
  console.log(JSON.stringify({ loads, fails, answers: { ...answers, worker: code, child: String(child.stdout).trim() } }));
});
`;
