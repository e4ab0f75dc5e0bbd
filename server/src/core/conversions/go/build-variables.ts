/** Environment variables that the Go tools, package managers and shells of a build read, not a program. */
export function isBuildVariable(name: string): boolean {
  return buildVariables.has(name) || /^(?:CGO|GO(?:LANG|LANGCI)?_?(?:VERSION|LINT\w*))/.test(name);
}

const buildVariables: ReadonlySet<string> = new Set(
  (
    'PATH GOPATH GOROOT GOBIN GO111MODULE GOPROXY GONOPROXY GOSUMDB GONOSUMDB GOPRIVATE GONOSUMCHECK GOFLAGS GOOS GOARCH GOARM GOAMD64 ' +
    'GOCACHE GOMODCACHE GOTOOLCHAIN GOINSECURE GOEXPERIMENT GOTMPDIR GOWORK GOVERSION GOVCS GOENV GOROOT_BOOTSTRAP CC CXX AR PKG_CONFIG PKG_CONFIG_PATH ' +
    'DEBIAN_FRONTEND DEBCONF_NONINTERACTIVE_SEEN GIT_TERMINAL_PROMPT GIT_SSH_COMMAND LDFLAGS BUILD_FLAGS MAKEFLAGS'
  ).split(' '),
);
