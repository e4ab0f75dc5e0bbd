/** The texts of `--help`. */
import type { CommandName } from './arguments';

const commonOptions = `  --quiet              print the result only, no notes and no summary
  --no-color           no colours (also with NO_COLOR set)
  --help, --version`;

const contextOption = `  --context DIR        the build context (default: the folder of the Dockerfile)
  --config FILE        settings as JSON or YAML: rules, convertTo, buildTargets, imageMirrors,
                       allowedRegistries`;

const lintOptions = `${contextOption}
  --format text|json   (default text)
  --fail-on LEVEL      error, warning, info or never: when to exit with 1 (default error)
  --hints              show hints, too`;

const paths = `PATH is a file, a folder (walked for Dockerfile, Dockerfile.*, *.dockerfile and Containerfile,
.gitignore honoured) or - for standard input. Default: the current folder.`;

const general = `distill: small images without a shell from the Dockerfile you have

  distill check   [PATH…]      lint
  distill fix     [PATH…]      apply safe fixes
  distill convert FILE         print the Dockerfile converted to stages and a distroless base
  distill verify  FILE…        build and run the original and the conversion, and compare
  distill explain RULE|IMAGE   the page of a rule, or the trade-offs of an image
  distill lsp --stdio          the language server
  distill COMMAND --help       the options of a command

Exit codes: 0 nothing at the fail level, converted, unchanged, the same; 1 findings at the fail level,
declined, different; 2 could not run, unproven.
`;

const ofCommand: Readonly<Record<CommandName, string>> = {
  check: `distill check [PATH…]: report what makes images large, unsafe or unable to start

${paths}

${lintOptions}
${commonOptions}
`,
  fix: `distill fix [PATH…]: apply the safe fixes of all findings

${paths}

  --unsafe             apply fixes that may change behaviour, too
  --diff               print what would change and write nothing
${lintOptions}
${commonOptions}
`,
  convert: `distill convert FILE: print the converted Dockerfile, or say why there is none

  --to TARGET          auto, distroless, chainguard, hardened, scratch, slim or alpine (default auto:
                       the smallest that is sure to work)
  --runtime-version N  build with and run on that version of Node.js or Python
  --stage NAME         the stage that you build (default: the last)
${contextOption}
  --write              replace FILE
  -o, --output FILE    write to another file
  --diff               print what would change
  --format text|json   (default text)
${commonOptions}

The Dockerfile goes to standard output, notes and reasons to standard error.
`,
  verify: `distill verify FILE…: build the original and the conversion, run both, and compare

Needs Docker with BuildKit, Podman or Buildah, and uses what is installed. Publishes no port beyond
127.0.0.1, and leaves no container and no image behind.

what is compared
  --to TARGET            auto, distroless, scratch and so on; may be repeated (default auto)
  --runtime-version N    convert to that version of Node.js or Python
  --expect FILE          how to run it and what must be seen, as YAML or JSON; without it, a smoke run:
                         does it start and stay up, what does it answer, or does it end as before
  --allow host-network   let the runs of --expect have the network of this machine, if they ask for it
  --seconds N            how long a smoke run is watched (default 5)
  --scan SCANNER         auto, trivy, grype, scout or never: compare known vulnerabilities with what is
                         installed (default auto)
  --baseline FILE        the sizes that were recorded before
  --budget PERCENT       fail when an image has grown by more, such as 5%
  --write-baseline       record the sizes in the FILE of --baseline

how it is built
  --builder NAME         docker, podman or buildah (default: the first that is there)
  --stage NAME           the stage that you build (default: the last)
  --build-arg NAME=VALUE, --secret SPEC        may be repeated
  --build-network MODE, --platform PLATFORM, --pull, --no-cache
                         as the builder takes them
  --timeout MINUTES      for each build (default 30)
  --keep                 keep the images, and print their names
${contextOption}

many images
  --write-bake FILE      write a docker-bake.hcl with originals and conversions, and build nothing
  --bake-metadata FILE   compare what docker buildx bake built, by its metadata file

what is printed
  --format text|json|markdown    (default text)
  -o, --output FILE      write the report to a file
  --progress auto|plain|json|none      on standard error (default auto)
  --quiet                print the report only
  --no-color, --help, --version

Exit codes: 0 all the same or unchanged, and within the budget; 1 different, declined, or over the
budget; 2 could not run, or unproven, because the original does not work either.
`,
  explain: `distill explain [RULE|IMAGE]: the page of a rule, or the trade-offs of an image

Without an operand, the list of rules.

${commonOptions}
`,
  lsp: `distill lsp --stdio: the language server, for any editor that speaks LSP
`,
};

export function usage(command: CommandName | undefined): string {
  return command === undefined ? general : ofCommand[command];
}
