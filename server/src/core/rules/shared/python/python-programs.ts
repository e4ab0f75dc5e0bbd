/** Programs of Python packages, such as `gunicorn`, in images where nothing installs or copies them. */
import type { DependencyInstall } from '../../../effects/built';
import { lookup } from '../../../effects/contents';
import { isConsoleScript } from '../../../manifests/python-packages';
import { lineage, rootImage, type Stage } from '../../../model/build';
import { runtimeVariable } from '../../../model/environment';
import { readLaunch } from '../../../model/launch';
import type { Problem, Subject } from '../../rule';
import { effectsOf, layerSteps, rootStage } from '../stages';
import { copiedSites, touched } from './python-sites';

/**
 * The start of a stage on an official Python image by the name of such a program, if it is surely in no folder of
 * PATH: these images bring none. In closed images that is `missing-executable`.
 */
export function absentProgram(stage: Stage, subject: Subject): Problem | undefined {
  const image = rootImage(stage);
  const launch = readLaunch(stage);
  const program = launch?.argv?.[0];
  const place = (launch?.entrypoint ?? launch?.cmd)?.step?.instruction.span;
  if (image?.family !== 'official' || image.runtime !== 'python') return undefined;
  if (program === undefined || place === undefined || !isConsoleScript(program.value)) return undefined;
  if (!isAbsent(program.value, stage, subject)) return undefined;
  const name = program.value;
  const [copied] = copiedSites(layerSteps(stage), stage, subject);
  const related = [{ span: rootStage(stage).imageSpan, message: 'This image brings no such program.' }];
  if (copied !== undefined)
    related.unshift({ span: copied.copy.word.span, message: 'This brings the packages alone.' });
  return {
    span: program.span ?? place,
    message:
      copied === undefined
        ? `\`${name}\` is not in the image: no instruction installs the package that brings it. The container cannot start. Install the packages in this stage, or copy them from another one.`
        : `\`${name}\` is not in the image: the packages are copied, and the program, which lies beside the interpreter, is not. The container cannot start. Copy it as well, or start the module with \`python -m\`.`,
    related,
  };
}

function isAbsent(name: string, stage: Stage, subject: Subject): boolean {
  const path = runtimeVariable(stage.end.environment, 'PATH')?.value;
  const contents = effectsOf(subject, stage)?.contents;
  if (path?.kind !== 'value' || contents === undefined) return false;
  const folders = path.value.split(':');
  const there = folders.some(folder =>
    system.has(folder)
      ? touched(`${folder}/${name}`, stage, subject)
      : lookup(contents, `${folder}/${name}`).presence !== 'no',
  );
  if (there || contents.unknownSince !== undefined) return false;
  return lineage(stage).every(layer => {
    const effects = effectsOf(subject, layer);
    const packages = effects?.installs.flatMap(install => install.packages) ?? [undefined];
    const distribution = packages.some(
      // The package of `supervisord` is `supervisor`, that of `django-admin` may be `django`.
      item =>
        item === undefined || item.includes(name) || name.startsWith(item) || /^py(?:thon)?3?-/.test(item),
    );
    return !distribution && effects?.dependencies.some(bringsPackages) === false;
  });
}

/** Folders of the base image, of which only what instructions put there is of interest. */
const system: ReadonlySet<string> = new Set(
  '/usr/local/bin /usr/local/sbin /usr/bin /usr/sbin /bin /sbin'.split(' '),
);

/** Tools for development bring nothing that a program imports. */
export function bringsPackages({ ecosystem, packages, manifests }: DependencyInstall): boolean {
  const tools = packages.length > 0 && manifests.length === 0 && packages.every(name => tool.test(name));
  return ecosystem === 'python' && !tools;
}

const tool = /^(?:pip|setuptools|wheel|poetry|pipenv|uv|pdm|virtualenv|pip-tools|build)$/;
