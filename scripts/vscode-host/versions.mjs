/** The exact packages that the served VS Code is made of; the cache is keyed by them. */
export const versions = {
  vscode: '1.139.1',
  codeServer: '4.139.1',
  node: '24.21.0',
};
