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
  distill explain RULE|IMAGE   the page of a rule, or the trade-offs of an image
  distill lsp --stdio          the language server
  distill COMMAND --help       the options of a command

Exit codes: 0 nothing at the fail level, converted, unchanged; 1 findings at the fail level, declined;
2 could not run.
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
                       the smallest that is sure to work); this version converts to distroless and
                       scratch and declines the others
  --stage NAME         the stage that you build (default: the last)
${contextOption}
  --write              replace FILE
  -o, --output FILE    write to another file
  --diff               print what would change
  --format text|json   (default text)
${commonOptions}

The Dockerfile goes to standard output, notes and reasons to standard error.
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
