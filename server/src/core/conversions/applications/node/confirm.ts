/** For the check of a converted file: whether it starts what the original starts. */
import { lookup } from '../../../effects/contents';
import type { StageEffects } from '../../../effects/stage-effects';
import { initLength, type LaunchWord, readLaunch } from '../../../model/launch';
import type { Subject } from '../../../subject';
import type { NodeStart } from './start';

/** It starts the same script, with the same options and arguments, be it through an init, and the script may be there. */
export function confirmsStart(start: NodeStart): (after: Subject, effects: StageEffects) => boolean {
  const wanted = wordsBehindNode(start.launch.argv);
  return (_after, effects) => {
    const argv = readLaunch(effects.stage)?.argv ?? [];
    const found = wordsBehindNode(argv.slice(initLength(argv)));
    if (wanted === undefined || found?.join('\0') !== wanted.join('\0')) return false;
    return start.script === undefined || lookup(effects.contents, start.script).presence !== 'no';
  };
}

function wordsBehindNode(argv: readonly LaunchWord[]): string[] | undefined {
  const [program, ...rest] = argv.map(word => word.value);
  return /^(?:\/usr\/(?:local\/)?bin\/|\/nodejs\/bin\/)?node$/.test(program ?? '') ? rest : undefined;
}
