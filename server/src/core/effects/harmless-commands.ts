/** Programs that leave nothing in an image that anybody needs later. */

/** Read, print, test or only touch what is not in the image's files that matter. */
export const harmless: ReadonlySet<string> = new Set(
  (
    ': true false test [ [[ echo printf cat ls pwd cd pushd popd set export unset readonly local shift exit return trap umask ulimit ' +
    'shopt alias hash type which whereis whoami id uname arch nproc hostname date sleep wait env printenv grep egrep fgrep head tail ' +
    'sort uniq wc cut tr awk gawk rev diff cmp basename dirname realpath readlink stat du df file tree ldd strings nm objdump readelf ' +
    'sha256sum sha512sum sha1sum md5sum shasum cksum xxd od base64 gpg gpgv dirmngr seq expr let bc jq yq ps kill pgrep pkill ' +
    'upx gofmt goimports golint golangci-lint staticcheck revive gosec govulncheck gocyclo errcheck ' +
    'ineffassign misspell gotestsum ginkgo gocov shellcheck hadolint ping nc nslookup dig getent apt-cache apt-mark apt-key ' +
    'dpkg-query debconf-set-selections add-apt-repository ssh-keyscan ssh-keygen git-lfs rc-update addgroup-dummy clear sync'
  ).split(' '),
);

/** Write source code for the compiler: of no interest to the program that runs. */
export const codeGenerators: ReadonlySet<string> = new Set(
  'protoc buf swag wire mockgen mockery stringer sqlc templ gqlgen easyjson enumer ent oapi-codegen swagger statik packr packr2 packr2.exe go-bindata rice pkger esc vfsgendev go-generate msgp ffjson deepcopy-gen controller-gen sqlboiler xo goa kubebuilder thriftgo goyacc ragel'.split(
    ' ',
  ),
);
