import { temporaryFile } from '../go/system-needs';
import page from './missing-tmp.md';
import { defineRule } from './rule';
import { allAbsent, environmentValue, places, say, startedGo } from './shared/native/go-start';
import { baseName } from './shared/stages';
import { cannotStart } from './shared/start';

export const missingTmp = defineRule({
  id: 'missing-tmp',
  severity: 'warning',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.finalStages) {
      const chosen = environmentValue('TMPDIR', stage);
      if (chosen === null || !allAbsent([chosen || '/tmp'], stage, subject)) continue;
      const started = startedGo(stage, subject);
      const evidence = started === undefined ? undefined : temporaryFile(started.program);
      if (started === undefined || evidence === undefined || cannotStart(stage, subject)) continue;
      yield {
        ...places(stage, started),
        message: `${say(evidence)}, and ${baseName(stage)} has no \`${chosen || '/tmp'}\` for temporary files. The call fails with "no such file or directory". Copy an empty folder there that the user may write to, mount a tmpfs, or use \`gcr.io/distroless/static-debian13:nonroot\`, which has it.`,
      };
    }
  },
});
