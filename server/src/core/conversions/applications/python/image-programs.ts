/** Programs that an official image of Python surely does not have: what is not there cannot be lost. */
import { lookup } from '../../../effects/contents';
import { runtimeVariable } from '../../../model/environment';
import type { Application } from '../application';

/**
 * Whether the original image may have a program of the system. False for well-known ones that its base does not bring
 * (listed in the lab on `python:3.11` and `python:3.13-slim`, Debian 12 and 13), no package of the distribution that is
 * installed may bring, and no instruction put there.
 */
export function mayHaveProgram(program: string, { chain, image, effects }: Application): boolean {
  if (!inNone.has(program) && !(inFullOnly.has(program) && /slim|alpine/.test(image.tag))) return true;
  const installs = chain.flatMap(stage => stage.installs.flatMap(({ packages }) => packages));
  if (installs.some(name => name === undefined || bringsMore(name, program))) return true;
  if (chain.some(({ unknown }) => unknown.some(({ project }) => project === undefined))) return true;
  const path = runtimeVariable(effects.stage.end.environment, 'PATH')?.value;
  const folders = path?.kind === 'value' ? path.value.split(':') : systemFolders;
  return folders.some(folder => lookup(effects.contents, `${folder}/${program}`).presence === 'yes');
}

const systemFolders = ['/usr/local/bin', '/usr/bin', '/bin'];

/** Headers and libraries bring no programs of this kind; compilers and clients bring those of their own name. */
function bringsMore(name: string, program: string): boolean {
  if (name === program) return true;
  if (inFullOnly.has(program)) return !/^(?:lib[\w.+-]*|ca-certificates|tzdata|locales)$/.test(name);
  return !/^(?:lib[\w.+-]*|[\w.+-]+-dev|ca-certificates|tzdata|locales|gcc|g\+\+|make|build-essential|pkg-config|git|curl|wget|gnupg2?|openssl|cmake|netcat-(?:openbsd|traditional)|procps|unzip|zip)$/.test(
    name,
  );
}

/** `buildpack-deps` brings them. */
const inFullOnly: ReadonlySet<string> = new Set(
  (
    'git hg svn curl wget ssh scp sftp ssh-keygen gcc g++ cc c++ make cpp ld as ar nm strip objdump gpg unzip xz bzip2 patch file ' +
    'pkg-config autoconf automake m4 ps top free pgrep pkill uptime vmstat watch w convert identify mogrify magick composite montage mysql_config mariadb_config pg_config'
  ).split(' '),
);

const inNone: ReadonlySet<string> = new Set(
  // Desktops and other systems.
  (
    'xdg-open open cmd cmd.exe rundll32 powershell powershell.exe pwsh explorer start x-www-browser sensible-browser pbcopy pbpaste xclip xsel wl-copy wl-paste osascript say sw_vers wmic launchctl taskkill tasklist reg ipconfig notify-send zenity ' +
    // Sound, pictures, documents.
    'ffmpeg ffprobe ffplay avconv sox mpg123 mpv vlc aplay arecord espeak espeak-ng tesseract pdftotext pdftoppm pdfinfo qpdf gs ghostscript wkhtmltopdf wkhtmltoimage libreoffice soffice unoconv pandoc pdflatex xelatex latexmk exiftool mediainfo inkscape dot ' +
    // Servers, clusters, networks.
    'docker docker-compose podman kubectl helm terraform gcloud ping traceroute nmap ip ifconfig netstat ss iptables arp iwconfig iw nmcli bluetoothctl hcitool systemctl journalctl crontab cron sudo lspci lsusb lshw dmidecode sensors vcgencmd smartctl rsync sshpass tmux screen ' +
    'chromium chromium-browser google-chrome chromedriver firefox psql pg_dump pg_restore mysql mysqldump mongodump mongorestore redis-cli redis-server sqlite3 jq vim nano 7z 7za rar unrar aria2c lsof strace htop zip tor openvpn wg'
  ).split(' '),
);
