/** Packages of the distribution beside a program of machine code. */

/**
 * Libraries and headers: what of them the program is linked with is told by how it is built (`native-base.ts`), so that
 * the package alone says nothing.
 */
export function isForLinking(name: string): boolean {
  if (/-(?:bin|tools|utils|progs|data|common|doc)$|^lib(?:reoffice|nss-|pam-)/.test(name)) return false;
  return /-(?:dev|devel|libs|static|headers)$|^lib[a-z0-9]/.test(name);
}
