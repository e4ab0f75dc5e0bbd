/** What Maven, Gradle and sbt keep of their own, and no program reads. */

/** A path in a home, or of the tools themselves. */
export function ofBuildTools(path: string): boolean {
  return /^\/(?:root|home\/[^/]+)\/\.(?:m2|gradle|sbt|ivy2|cache|kotlin)(?:\/|$)|^\/usr\/share\/maven(?:\/|$)|^(?:\/(?:opt|usr|usr\/(?:local|share)|usr\/local\/share))?\/(?:gradle|apache-maven)(?:-\d[\w.-]*)?(?:\/|$)/.test(
    path,
  );
}
