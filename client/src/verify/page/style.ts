/** How the page looks: the colours and fonts of the editor's theme, in light, dark and high contrast. */
export const style = `
body { padding: 0 24px 24px; color: var(--vscode-foreground); background: var(--vscode-editor-background); font: var(--vscode-font-size) / 1.5 var(--vscode-font-family); }
main { max-width: 1100px; margin: 0 auto; }
h1 { font-size: 1.6em; font-weight: 600; line-height: 1.3; margin: 20px 0 8px; padding-left: 12px; border-left: 4px solid var(--vscode-editorWarning-foreground); }
h1.same { border-color: var(--vscode-testing-iconPassed, var(--vscode-charts-green)); }
h1.different { border-color: var(--vscode-errorForeground); }
h2 { font-size: 1.2em; font-weight: 600; margin: 28px 0 8px; }
h3 { font-size: 1em; font-weight: 600; margin: 16px 0 8px; }
p { margin: 6px 0; }
ul { margin: 6px 0; padding-left: 22px; }
li { margin: 4px 0; }
a { color: var(--vscode-textLink-foreground); }
a:hover { color: var(--vscode-textLink-activeForeground); }
a:focus-visible, pre:focus-visible, .wide:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
.actions { display: flex; flex-wrap: wrap; gap: 4px 20px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, var(--vscode-editorWidget-border))); }
thead th { font-weight: 600; white-space: nowrap; color: var(--vscode-descriptionForeground); }
tbody th { font-weight: 600; }
th small { display: block; font-weight: 400; font-size: 0.9em; color: var(--vscode-descriptionForeground); }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.size { font-variant-numeric: tabular-nums; white-space: nowrap; }
td b { white-space: nowrap; }
td p:first-child, td pre:first-child { margin-top: 0; }
tr > :last-child { padding-right: 0; }
.bar { display: block; margin-top: 5px; }
.track { fill: var(--vscode-foreground); opacity: 0.15; }
.bar .original { fill: var(--vscode-descriptionForeground); }
.bar .converted { fill: var(--vscode-charts-green, var(--vscode-foreground)); }
.verdict { font-weight: 600; white-space: nowrap; }
.good::before { content: "✓ "; color: var(--vscode-testing-iconPassed, var(--vscode-charts-green)); }
.bad::before { content: "✗ "; color: var(--vscode-errorForeground); }
.open::before { content: "○ "; color: var(--vscode-editorWarning-foreground); }
.runs { table-layout: fixed; min-width: 640px; }
.runs thead td, .runs th[scope="row"] { width: 110px; overflow-wrap: anywhere; }
.runs th[scope="row"] { font-weight: 400; color: var(--vscode-descriptionForeground); }
code, pre { font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size); }
code { color: var(--vscode-textPreformat-foreground); background: var(--vscode-textPreformat-background); padding: 0 3px; border-radius: 3px; }
pre { margin: 4px 0; padding: 8px; max-height: 320px; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--vscode-textCodeBlock-background); border: 1px solid var(--vscode-contrastBorder, transparent); }
td pre { max-height: 160px; }
.trouble pre { max-height: 480px; }
footer { margin-top: 32px; font-size: 0.9em; color: var(--vscode-descriptionForeground); overflow-wrap: anywhere; }
`;
