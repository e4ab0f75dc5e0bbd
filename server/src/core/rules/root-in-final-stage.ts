import type { Change, Edit } from '../edits/change';
import { lookup } from '../effects/contents';
import { isRoot } from '../effects/stage-effects';
import { lastStep, lineage, rootBase, rootImage, type Stage, type Step } from '../model/build';
import { baseName, joinPath } from '../model/paths';
import type { Severity } from '../settings';
import page from './root-in-final-stage.md';
import { defineRule, type Problem, type Subject } from './rule';
import { literalImage } from './shared/age';
import {
  effectsOf,
  isDevelopmentStage,
  layerSteps,
  ownLaunch,
  rootStage,
  shippedStages,
} from './shared/stages';
import { cannotStart } from './shared/start';
import { insertAbove } from './shared/text';

/** The user of Google's and most other non-root images: it exists nowhere by accident. */
const nonRoot = '65532:65532';

export const rootInFinalStage = defineRule({
  id: 'root-in-final-stage',
  severity: 'warning',
  equivalents: ['hadolint/DL3002', 'tally/stateful-root-runtime'],
  page,
  *check(subject) {
    for (const stage of shippedStages(subject)) {
      const problem = rootProblem(stage, subject);
      if (problem !== undefined && !isDevelopmentStage(stage) && !cannotStart(stage, subject)) yield problem;
    }
  },
});

function rootProblem(stage: Stage, subject: Subject): Problem | undefined {
  const own = lastStep(stage, 'USER');
  // What is only a base for other images leaves the user to them.
  if (ownLaunch(stage) === undefined || dropsPrivileges(stage, subject)) return undefined;
  if (own !== undefined) {
    if (!isRoot(stage.end.user)) return undefined;
    return {
      severity: 'warning',
      span: own.instruction.span,
      message: `The program runs as root, because \`USER\` says so. Whoever gets control of it is root in the container. End the stage with a user that is not root, such as \`USER ${nonRoot}\`.`,
      fixes: replaceUser(own, stage, subject),
    };
  }
  const base = rootBase(stage);
  const image = rootImage(stage);
  if (startsNothing(stage)) return undefined;
  const known = base.kind === 'scratch' || image?.user !== undefined;
  if (!known || (image?.user !== undefined && image.user.uid !== 0)) return undefined;
  const variant = nonRootTag(stage, subject);
  const named = rootStage(stage);
  return {
    severity: severityOf(stage, subject),
    span: stage.imageSpan,
    message: `The program runs as root, because neither the base image nor a \`USER\` says otherwise. Whoever gets control of it is root in the container. ${variant === undefined ? `Set a user that is not root, such as \`USER ${nonRoot}\`.` : `Use \`${variant}\`.`}`,
    related: named === stage ? [] : [{ span: named.imageSpan, message: 'The user comes from this image.' }],
    fixes: variant === undefined ? addUser(stage, subject) : [useVariant(variant, stage)],
  };
}

/** Where a non-root user costs nothing it is a warning; on an open image the program may need more than a line. */
function severityOf(stage: Stage, subject: Subject): Severity {
  const contents = effectsOf(subject, stage)?.contents;
  // Onto scratch a whole system may have been unpacked.
  const bare = rootBase(stage).kind === 'scratch' && contents !== undefined;
  return (bare && lookup(contents, '/bin/sh').presence === 'no') || rootImage(stage)?.shell === false
    ? 'warning'
    : 'info';
}

/** Entrypoints that change to another user themselves: of the service images, and of whoever installs gosu. */
const droppingServices =
  /^(?:postgres|mysql|mariadb|redis|valkey|mongodb|rabbitmq|memcached|nginx|httpd|haproxy|php|tomcat|caddy)$/;

/** Servers that need root to begin with, and change to users of their own. */
const droppingPrograms =
  /^(?:sshd|crond?|supervisord|nginx|openresty|httpd|apache2(?:ctl|-foreground)?|apachectl|haproxy|dockerd|systemd|init|s6-svscan|runsvdir|named|rsyslogd|php-fpm[\d.]*|postfix|dovecot|exim4?|openvpn|vsftpd|dnsmasq|unbound|squid|smbd|xinetd|my_init|tailscaled|chronyd|ntpd)$/;

function dropsPrivileges(stage: Stage, subject: Subject): boolean {
  if (droppingServices.test(rootImage(stage)?.runtime ?? '')) return true;
  const launch = ownLaunch(stage);
  // An entrypoint script gets the program as its first argument: `["/entrypoint.sh", "nginx"]`.
  const programs = [
    launch?.argv?.[0]?.value,
    launch?.cmd?.form === 'exec' ? launch.cmd.values[0] : undefined,
  ];
  if (programs.some(program => droppingPrograms.test(baseName(program ?? '')))) return true;
  // `memcached -u daemon`; for Python the same letter means something else.
  const toldUser = launch?.argv?.some(({ value }) => /^-(?:u|-user(?:=.*)?)$/.test(value)) === true;
  if (toldUser && !programs.some(program => /^python/.test(baseName(program ?? '')))) return true;
  const script = launch?.argv === undefined || /\.sh$|entrypoint/.test(programs[0] ?? '');
  if (script && installsServer(stage, subject)) return true;
  return layerSteps(stage).some(({ instruction }) =>
    /\b(?:gosu|su-exec|setpriv|runuser|s6-overlay|s6-setuidgid|chpst|supervisord?|fixuid|tini-su)\b/.test(
      instruction.body.text,
    ),
  );
}

/** Packages of servers that begin as root: a script that starts one of them does, too. */
const droppingPackages =
  /^(?:openssh(?:-server)?|nginx(?:-\w+)*|apache2|httpd|lighttpd|php\d*(?:\.\d+)?-fpm|cron|cronie|postfix|exim4|dovecot(?:-\w+)*|samba|vsftpd|proftpd(?:-\w+)?|pure-ftpd|squid\d?|haproxy|dnsmasq|bind9?|openvpn|docker(?:-ce|\.io)?|(?:mysql|mariadb|percona|redis|rabbitmq)(?:-server(?:-[\d.]+)?)?|postgresql(?:-[\d.]+)?|mongodb(?:-org)?(?:-server)?|memcached|runit|monit|varnish|tor|icinga2?|nagios\d?|zabbix-\w+)$/;

function installsServer(stage: Stage, subject: Subject): boolean {
  return lineage(stage).some(layer =>
    effectsOf(subject, layer)?.installs.some(({ packages }) =>
      packages.some(name => name !== undefined && droppingPackages.test(name)),
    ),
  );
}

/** A bare shell, or something that only waits: an image to look around in, or to start other things in. */
function startsNothing(stage: Stage): boolean {
  const words = ownLaunch(stage)?.argv?.map(({ value }) => value);
  if (words === undefined) return false;
  return /^(?:(?:\S*\/)?(?:ba|da|a|z|k|fi)?sh(?: -(?:l|i|il|li|-login))?|sleep \S+|tail -f \/dev\/null)$/.test(
    words.join(' '),
  );
}

/** `gcr.io/distroless/static-debian13` → the same with `:nonroot`. */
function nonRootTag(stage: Stage, subject: Subject): string | undefined {
  const image = rootImage(stage);
  const { base } = stage;
  if (base.kind !== 'image' || image?.family !== 'google-distroless') return undefined;
  const { reference } = base;
  if (reference.digest !== undefined || literalImage(stage, subject) === undefined) return undefined;
  const tag =
    reference.tag === undefined || reference.tag === 'latest'
      ? 'nonroot'
      : reference.tag === 'debug'
        ? 'debug-nonroot'
        : undefined;
  return tag === undefined ? undefined : `${reference.text.slice(0, reference.nameEnd)}:${tag}`;
}

function useVariant(variant: string, stage: Stage): Change {
  return {
    title: `Use ${variant}`,
    applicability: 'unsafe',
    edits: [{ span: stage.imageSpan, text: variant }],
    notes: [{ message: 'The program can no longer write to paths that belong to root.' }],
  };
}

/** USER before the start, and what the Dockerfile declares as a volume handed over to that user. */
function addUser(stage: Stage, subject: Subject): Change[] {
  if (livesWithRoot(stage)) return [];
  const start = stage.steps.find(
    ({ instruction }, index) =>
      /^(?:CMD|ENTRYPOINT)$/.test(instruction.keyword) &&
      stage.steps
        .slice(index)
        .every(later => !/^(?:RUN|COPY|ADD|WORKDIR|VOLUME)$/.test(later.instruction.keyword)),
  );
  if (start === undefined || writesUnknown(stage)) return [];
  const edits: Edit[] = [insertAbove(subject.dockerfile, start.instruction, `USER ${nonRoot}`)];
  const volume = stage.steps.find(({ instruction }) => instruction.keyword === 'VOLUME');
  const paths = volumes(stage);
  if (volume !== undefined) {
    if (rootImage(stage)?.shell === false || rootBase(stage).kind === 'scratch' || paths === undefined)
      return [];
    const list = paths.join(' ');
    const text = `RUN mkdir -p ${list} && chown -R ${nonRoot} ${list}`;
    edits.push(insertAbove(subject.dockerfile, volume.instruction, text));
  }
  return [userChange(edits)];
}

/** Nobody else may enter `/root`: what starts there, or from there, cannot be left to another user by a line. */
function livesWithRoot(stage: Stage): boolean {
  const launch = ownLaunch(stage);
  const words = [launch?.entrypoint, launch?.cmd].flatMap(part => part?.values ?? []);
  return [stage.end.workdir ?? '', ...words].some(text => /(?:^|[\s=:"'])\/root(?:\/|[\s"';]|$)/.test(text));
}

function replaceUser(own: Step, stage: Stage, subject: Subject): Change[] {
  if (!stage.steps.includes(own)) return [];
  const at = stage.steps.indexOf(own);
  // As root on purpose, for what comes after it: the user has to change again, further down.
  if (stage.steps.slice(at).some(({ instruction }) => /^(?:RUN|COPY|ADD|WORKDIR)$/.test(instruction.keyword)))
    return addUser(stage, subject);
  const [word] = own.instruction.words;
  if (word === undefined || livesWithRoot(stage) || volumes(stage)?.length !== 0) return [];
  return [userChange([{ span: word.span, text: nonRoot }])];
}

function userChange(edits: readonly Edit[]): Change {
  return {
    title: 'Run as a user that is not root',
    applicability: 'unsafe',
    edits,
    notes: [
      { message: 'The program can no longer write to paths that belong to root: test what it writes.' },
    ],
  };
}

/** The paths of all VOLUMEs; undefined where one cannot be known. */
function volumes(stage: Stage): string[] | undefined {
  const paths: string[] = [];
  for (const { instruction, state } of stage.steps) {
    if (instruction.keyword !== 'VOLUME') continue;
    for (const text of instruction.exec?.values ?? instruction.words.map(word => word.text)) {
      const path = /[$'"\s]/.test(text) ? undefined : joinPath(state.workdir, text);
      if (path === undefined) return undefined;
      paths.push(path);
    }
  }
  return paths;
}

/** The user of a stage that others continue is theirs to set. */
function writesUnknown(stage: Stage): boolean {
  return stage.steps.some(({ instruction }) => instruction.keyword === 'ONBUILD');
}
