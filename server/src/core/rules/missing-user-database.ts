import { userLookup } from '../go/system-needs';
import page from './missing-user-database.md';
import { defineRule } from './rule';
import { allAbsent, environmentValue, places, say, startedGo } from './shared/native/go-start';
import { baseName } from './shared/stages';
import { cannotStart } from './shared/start';

export const missingUserDatabase = defineRule({
  id: 'missing-user-database',
  severity: 'warning',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.finalStages) {
      if (!allAbsent(['/etc/passwd'], stage, subject)) continue;
      const started = startedGo(stage, subject);
      const evidence = started === undefined ? undefined : userLookup(started.program);
      if (started === undefined || evidence === undefined) continue;
      // Without cgo, `user.Current` makes do with these two (os/user, `lookup_stubs.go`).
      const told = environmentValue('USER', stage) !== undefined;
      if ((told && evidence.what === 'user.Current') || cannotStart(stage, subject)) continue;
      yield {
        ...places(stage, started),
        message: `${say(evidence)}, and ${baseName(stage)} has no \`/etc/passwd\` to look into. The call returns an error. Copy a passwd file in, or use \`gcr.io/distroless/static-debian13:nonroot\`, which has one.`,
      };
    }
  },
});
