/** Packages of the distribution beside a Java program: what builds it, and what every image of Java without a shell has. */
import { aptRuntime } from '../../catalogue/apt';

/** Programs of a package that builds Java programs; undefined for any other. */
export function javaBuildPrograms(name: string): readonly string[] | undefined {
  const tool = /^(maven|gradle|ant|sbt)$/.exec(name)?.[1];
  return tool === undefined ? undefined : [tool === 'maven' ? 'mvn' : tool];
}

/**
 * Whether Google's images of Java and `java-base` have what the package brings: fonts, their libraries and those of
 * C++ (facts, packages of java-base-debian13), and the C library that Alpine's stands in for.
 */
export function isInJavaBase(name: string, codename: string | undefined): boolean {
  if (
    /^(?:fontconfig(?:-config)?|libfontconfig1|libfreetype6|freetype|fonts-dejavu(?:-core)?|ttf-dejavu|font-dejavu)$/.test(
      name,
    )
  )
    return true;
  if (/^(?:libc6-compat|gcompat|libstdc\+\+6?|libgcc|libgcc-s1|zlib1?g?|musl-locales(?:-lang)?)$/.test(name))
    return true;
  if (codename === undefined || name.endsWith('-dev')) return false;
  return aptRuntime(name, codename)?.missingFrom['java-base']?.length === 0;
}
