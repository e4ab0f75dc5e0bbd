/** The start of an application as its conversion reads it. */
import type { Launch } from '../../model/launch';
import { moveOptions } from '../java/java-options';
import type { Application } from './application';
import { startOf } from './languages';

/** What a variable adds to the options of Java is the plan's to keep. */
export function launchOf(app: Application): Launch | undefined {
  const launch = startOf(app.effects);
  return app.language === 'java' && launch !== undefined ? moveOptions(app, launch).launch : launch;
}
