/**
 * The language that Java's texts and numbers are in: images of Temurin say `en_US.UTF-8`, distroless ones have `C.UTF-8`
 * alone. The encoding is the same; the default locale is `en` instead of `en_US`, which has no currency and another
 * first day of the week.
 */
import { runtimeVariable } from '../../model/environment';
import type { Application } from '../applications/application';
import { decline, type Ledger, note } from '../decision';
import { quoteWord } from '../text';
import { javaSources } from './sources';

/** `NAME=value` for the new image; undefined with a reason for a language that the new image cannot say. */
export function localeEnvironment(app: Application, ledger: Ledger): readonly string[] | undefined {
  const { effects, image } = app;
  const find = (name: string) => {
    const found = runtimeVariable(effects.stage.end.environment, name);
    return found?.value.kind === 'value'
      ? { value: found.value.value, own: found.by !== undefined }
      : undefined;
  };
  const set = ['LC_ALL', 'LANG', 'LC_CTYPE'].flatMap(name => find(name) ?? []);
  const own = set.find(item => item.own && !/^(?:C|POSIX)?(?:\.UTF-?8)?$/i.test(item.value));
  const [inForce] = set;
  if (own !== undefined && !/^en_US(?:\.UTF-?8)?$/i.test(own.value))
    return decline(
      ledger,
      `The locale is set to \`${own.value}\`, which a shell-less base does not have: texts and numbers would look different. \`-Duser.language\` and \`-Duser.country\` say the same to Java alone.`,
      effects.stage.imageSpan,
    );
  const environment = own === undefined ? [] : ['LC_ALL=C.UTF-8'];
  const american = /^en_US/.test(inForce?.value ?? image.env.LANG ?? '');
  if (american && javaSources(app).some(({ text }) => usesCountry.test(text))) {
    const target = Number(image.javaVersion) >= 9 ? 'JDK_JAVA_OPTIONS' : 'JAVA_TOOL_OPTIONS';
    if (find(target)?.own === true)
      return decline(
        ledger,
        `The program asks for the default locale, \`en_US\`, which a shell-less base does not have, and \`${target}\` is set already: \`-Duser.country=US\` in it would say the same.`,
        effects.stage.imageSpan,
      );
    note(
      ledger,
      `The program asks for the default locale: \`-Duser.country=US\` in \`${target}\` keeps the one of the original image, because a shell-less base has the locale C.UTF-8 alone.`,
    );
    return [...environment, `${target}=${quoteWord('-Duser.language=en -Duser.country=US')}`];
  }
  return environment;
}

/** What depends on the country of the default locale. */
const usesCountry =
  /\bgetCurrencyInstance\(\s*\)|\bCurrency\.getInstance\(\s*Locale|\bgetFirstDayOfWeek\(|\bWeekFields\.of\(\s*Locale\.getDefault|\bLocale\.getDefault\(\)\s*\.\s*(?:getCountry|toString|toLanguageTag|getDisplay)/;
