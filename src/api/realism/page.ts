/** The report as one page that fetches nothing: a table, and plots drawn without a browser; for light and dark screens. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { figure, range } from './figures.js';
import type { RealismPlot } from './plots.js';
import type { RealismResult, RealismTestResult } from './realism.js';

export function page(result: RealismResult): string {
  const { passed, failed, skipped } = result;
  const index = result.index === null ? '–' : result.index.toFixed(1);
  const groups = [...new Set(result.tests.map(({ group }) => group))];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Realism report</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<h1>Realism report</h1>
<p class="about">${escaped(result.folder)}, ${result.from} to ${result.to}</p>
<p class="index"><strong>${index}</strong> <span>of 100 · ${passed} passed, ${failed} failed, ${skipped} skipped</span></p>
</header>
<section>
<h2>Tests</h2>
<div class="wide"><table>
<thead><tr><th>test</th><th class="n">real</th><th class="n">accepted</th><th class="n">measured</th><th>where it lies</th><th>result</th></tr></thead>
${groups.map((group) => body(group, result.tests)).join('\n')}
</table></div>
<p class="note">The band is the accepted interval. The score is 1 inside of it and falls to 0 at one interval width outside; the
index is 100 × the mean score of the tests that could be measured.</p>
</section>
<section>
<h2>Against the reference</h2>
<p class="key"><span class="measured">measured</span> <span class="reference">reference</span></p>
<div class="plots">
${result.plots.map(plot).join('\n')}
</div>
</section>
<footer>
<h2>Sources</h2>
<ul>${[...new Set(result.tests.map(({ source }) => source))].map((source) => `<li>${escaped(source)}</li>`).join('')}</ul>
</footer>
</main>
</body>
</html>
`;
}

function body(group: string, tests: readonly RealismTestResult[]): string {
  const rows = tests.filter((test) => test.group === group).map(row);
  return `<tbody><tr class="group"><th colspan="6" scope="colgroup">${escaped(group)}</th></tr>\n${rows.join('\n')}</tbody>`;
}

function row(test: RealismTestResult): string {
  const measured = test.measured === null ? '–' : figure(test.measured);
  const title = `<td>${escaped(test.title)}${test.unit ? ` <small>${escaped(test.unit)}</small>` : ''}</td>`;
  const numbers = [escaped(test.real), range(test.accept), measured]
    .map((text) => `<td class="n">${text}</td>`)
    .join('');
  const status = `<td class="${test.status}">${test.status}${test.detail ? `: ${escaped(test.detail)}` : ''}</td>`;
  return `<tr id="${escaped(test.id)}">${title}${numbers}<td>${strip(test)}</td>${status}</tr>`;
}

/** One interval width at either side of the accepted interval, and where the measured value lies. */
function strip({ accept: [low, high], measured, status }: RealismTestResult): string {
  if (measured === null) return '';
  const width = high === null ? Math.abs(low) : high - low;
  const at = width > 0 ? Math.min(3, Math.max(0, (measured - low) / width + 1)) : 1.5;
  const x = (4 + at * 30).toFixed(1);
  const band = high === null ? 60 : 30;
  return `<svg class="strip" viewBox="0 0 98 14" width="98" height="14" aria-hidden="true"><rect class="track" x="4" y="5" width="90" height="4" rx="2"/><rect class="band" x="34" y="5" width="${band}" height="4"/><circle class="${status}" cx="${x}" cy="7" r="4"/></svg>`;
}

function plot(data: RealismPlot): string {
  const { document } = parseHTML('<html><body></body></html>');
  const frame = { document, width: 420, height: 260, marginLeft: 48, marginBottom: 36, style: { background: 'none' } };
  const drawn = Plot.plot({ ...frame, ...(data.kind === 'shares' ? bars(data) : lines(data)) });
  // The names of namespaces look like addresses and are not needed inside a page.
  const svg = String(drawn.outerHTML).replaceAll(/ xmlns(:\w+)?="[^"]*"/g, '');
  return `<figure id="plot-${data.id}"><figcaption>${escaped(data.title)}</figcaption>${svg}</figure>`;
}

/** Measured shares as bars, the reference as a tick on each. */
function bars({ points }: RealismPlot): Plot.PlotOptions {
  const names = points.map(({ at }) => at);
  const step = names.length > 12 ? 4 : 1;
  return {
    x: { label: null, domain: names, ticks: names.filter((_, i) => i % step === 0) },
    y: { label: null, grid: true, tickFormat: '.0%' },
    marks: [
      Plot.barY(points, { x: 'at', y: 'measured', fill: 'var(--measured)', title: tip('', 'measured') }),
      Plot.tickY(points, {
        x: 'at',
        y: 'reference',
        stroke: 'var(--reference)',
        strokeWidth: 3,
        title: tip('', 'reference'),
      }),
      Plot.ruleY([0]),
    ],
  };
}

/** Measured values as a line with dots, the reference as a broken line. */
function lines({ kind, log, unit, points }: RealismPlot): Plot.PlotOptions {
  const label = kind === 'ranks' ? 'rank' : 'probability';
  const scale = (isLog: boolean) => (isLog ? { type: 'log' as const, ticks: 5, tickFormat: '~s' } : {});
  const measured = points.filter((point) => point.measured !== null);
  return {
    x: { label: `${label} →`, ...scale(kind === 'ranks') },
    y: { label: `↑ ${unit}`, grid: true, ...scale(log) },
    marks: [
      Plot.line(points, {
        x: 'at',
        y: 'reference',
        stroke: 'var(--reference)',
        strokeWidth: 2,
        strokeDasharray: '5,4',
      }),
      Plot.dot(points, { x: 'at', y: 'reference', r: 4, fill: 'transparent', title: tip(label, 'reference') }),
      Plot.line(measured, { x: 'at', y: 'measured', stroke: 'var(--measured)', strokeWidth: 2 }),
      Plot.dot(measured, { x: 'at', y: 'measured', r: 2.5, fill: 'var(--measured)', title: tip(label, 'measured') }),
    ],
  };
}

/** Shown by the browser where the pointer rests. */
const tip = (label: string, name: 'measured' | 'reference') => (point: RealismPlot['points'][number]) =>
  `${label} ${point.at}: ${figure(point[name] ?? 0)} ${name}`.trim();

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const style = `
:root { --ink: #1c2024; --soft: #60646c; --paper: #fcfcfd; --line: #e0e1e6; --band: #b9bbc6;
  --measured: #1f6feb; --reference: #c2570c; --pass: #18794e; --fail: #ce2c31; --skip: #8a6116; }
@media (prefers-color-scheme: dark) { :root { --ink: #edeef0; --soft: #b0b4ba; --paper: #111113; --line: #363a3f;
  --band: #62666e; --measured: #70b8ff; --reference: #ffa057; --pass: #3dd68c; --fail: #ff9592; --skip: #ffca16; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 24px 20px 48px; }
h1 { margin: 0; font-size: 24px; } h2 { margin: 32px 0 8px; font-size: 18px; }
.about, .note, footer { color: var(--soft); } .about { margin: 4px 0; overflow-wrap: anywhere; } .note { max-width: 75ch; }
.index strong { font-size: 40px; } .index { margin: 8px 0; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; min-width: 760px; }
th, td { padding: 5px 10px; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { color: var(--soft); font-weight: 500; } tr.group th { padding-top: 16px; font-weight: 600; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } small { color: var(--soft); }
td.pass { color: var(--pass); } td.fail { color: var(--fail); font-weight: 600; } td.skip { color: var(--skip); }
.strip { vertical-align: middle; } .track { fill: var(--line); } .band { fill: var(--band); }
circle.pass { fill: var(--pass); } circle.fail { fill: var(--fail); }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); gap: 24px; }
figure { margin: 0; } figcaption { font-weight: 600; } figure svg { width: 100%; height: auto; }
.key span { margin-right: 16px; } .key span::before { content: ""; display: inline-block; width: 14px; height: 4px;
  margin-right: 6px; vertical-align: middle; } .measured::before { background: var(--measured); }
.reference::before { background: var(--reference); }
`;
