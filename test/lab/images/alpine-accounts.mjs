/** `addgroup` and `adduser` of Alpine's BusyBox, which Debian's is built without: what Dockerfiles ask of them. */

const addgroup = `#!/bin/sh
# The lab's stand-in for addgroup.
set -e
gid= first=1000 names=
while [ $# -gt 0 ]; do
  case $1 in
    -g|--gid) gid=$2; shift ;;
    --gid=*) gid=\${1#*=} ;;
    -S|--system) first=100 ;;
    -*) echo "addgroup: $1: the stand-in has no such option" >&2; exit 1 ;;
    *) names="$names $1" ;;
  esac
  shift
done
set -- $names
if [ $# = 2 ]; then # A user and a group.
  awk -F: -v OFS=: -v user="$1" -v name="$2" '$1 == name { $4 = $4 ($4 == "" ? "" : ",") user } { print }' /etc/group > /etc/group.new
  mv /etc/group.new /etc/group
  exit
fi
! grep -q "^$1:" /etc/group || { echo "addgroup: group '$1' in use" >&2; exit 1; }
if [ -z "$gid" ]; then
  gid=$first
  while grep -q "^[^:]*:[^:]*:$gid:" /etc/group; do gid=$((gid + 1)); done
fi
echo "$1:x:$gid:" >> /etc/group
`;

const adduser = `#!/bin/sh
# The lab's stand-in for adduser.
set -e
uid= group= shell=/bin/sh home= make=yes first=1000 names=
while [ $# -gt 0 ]; do
  case $1 in
    -D|--disabled-password) ;;
    -H|--no-create-home) make= ;;
    -S|--system) first=100 shell=/sbin/nologin ;;
    -SD|-DS) first=100 shell=/sbin/nologin ;;
    -u|--uid) uid=$2; shift ;;
    --uid=*) uid=\${1#*=} ;;
    -G|--ingroup) group=$2; shift ;;
    --ingroup=*) group=\${1#*=} ;;
    -s|--shell) shell=$2; shift ;;
    -h|--home) home=$2; shift ;;
    -g|--gecos) shift ;;
    -*) echo "adduser: $1: the stand-in has no such option" >&2; exit 1 ;;
    *) names="$names $1" ;;
  esac
  shift
done
set -- $names
if [ $# = 2 ]; then
  exec /usr/sbin/addgroup "$1" "$2"
fi
! grep -q "^$1:" /etc/passwd || { echo "adduser: user '$1' in use" >&2; exit 1; }
if [ -z "$uid" ]; then
  uid=$first
  while grep -q "^[^:]*:[^:]*:$uid:" /etc/passwd; do uid=$((uid + 1)); done
fi
if [ -z "$group" ] && [ $first = 100 ]; then
  group=nogroup
elif [ -z "$group" ]; then
  group=$1
  /usr/sbin/addgroup -g "$uid" "$1"
fi
gid=$(awk -F: -v name="$group" '$1 == name { print $3 }' /etc/group)
[ -n "$gid" ] || { echo "adduser: unknown group $group" >&2; exit 1; }
home=\${home:-/home/$1}
echo "$1:x:$uid:$gid::$home:$shell" >> /etc/passwd
echo "$1:!::0:::::" >> /etc/shadow
if [ -n "$make" ]; then
  mkdir -p "$home"
  chown "$uid:$gid" "$home"
fi
`;

/** By path. @type {Record<string, string>} */
export const accountPrograms = { 'usr/sbin/addgroup': addgroup, 'usr/sbin/adduser': adduser };
