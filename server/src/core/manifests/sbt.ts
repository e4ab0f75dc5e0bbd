/** `build.sbt`, read lexically: only settings of literals count. */

export interface SbtBuild {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly scalaVersion: string | undefined;
  /** `assembly / assemblyJarName`. */
  readonly assemblyJarName: string | undefined;
}

/** The settings of a build that name its jar; undefined where they are computed or set more than once. */
export function readSbt(source: string): SbtBuild {
  const text = source.replace(/("(?:[^"\\\n]|\\.)*")|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '$1');
  const setting = (name: string): string | undefined => {
    const found = [...text.matchAll(new RegExp(`(?:^|[\\s,(/])${name}\\s*:=\\s*([^\\n,)]+)`, 'g'))];
    const [only, ...others] = found;
    return only === undefined || others.length > 0 ? undefined : /^"([^"]*)"/.exec(only[1] ?? '')?.[1];
  };
  return {
    name: setting('name'),
    version: setting('version'),
    scalaVersion: setting('scalaVersion'),
    assemblyJarName:
      setting('assemblyJarName') ?? /assemblyJarName\s+in\s+assembly\s*:=\s*"([^"]+)"/.exec(text)?.[1],
  };
}
