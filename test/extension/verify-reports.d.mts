/** What `verify-reports.mjs` exports, for the tests that are checked. */
export const markup: string;
export const reports: Readonly<Record<string, object>>;
export const progress: readonly object[];
