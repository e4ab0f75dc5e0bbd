/** Rule pages are imported as text: esbuild's text loader and a vitest transform supply it. */
declare module '*.md' {
  const text: string;
  export default text;
}
