/** Draws the picture of the README from the world itself: `node scripts/picture.mjs`. */
import { writeFileSync } from 'node:fs';
import { query } from '../dist/index.js';

const days = await query({
  sql: `SELECT sold_on::VARCHAR, count(*)::INTEGER FROM world.sale_line GROUP BY 1 ORDER BY 1`,
  from: '2024-01-01',
});
const stores = await query({
  sql: `SELECT tier, count(*) / count(DISTINCT sold_on) AS lines FROM world.sale_line JOIN world.store USING (store_id)
        GROUP BY store_id, tier ORDER BY lines DESC`,
});
const coats = await query({
  sql: `SELECT month(sold_on)::INTEGER, (100.0 * count(*) FILTER (category = 'Casacos') / count(*))::DOUBLE
        FROM world.sale_line JOIN world.product USING (product_id) GROUP BY 1 ORDER BY 1`,
});

const W = 960;
const H = 400;
const out = [];
const text = (x, y, s, more = '') => out.push(`<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${s}</text>`);
const axis = (x, y, width) => out.push(`<line x1="${x}" y1="${y}" x2="${x + width}" y2="${y}" class="axis"/>`);

// Lines a day in 2024.
const [x0, y0, w0, h0] = [40, 180, 880, 130];
const most = Math.max(...days.rows.map((r) => r[1]));
const at = (i, n) => [x0 + (w0 * i) / (days.rows.length - 1), y0 - (h0 * n) / most];
out.push(
  `<polyline class="line" points="${days.rows
    .map((r, i) =>
      at(i, r[1])
        .map((v) => v.toFixed(1))
        .join(','),
    )
    .join(' ')}"/>`,
);
axis(x0, y0, w0);
text(x0, 30, 'Sale lines a day, 2024: weekends, Carnival, Mother’s Day, Black Friday, Christmas', 'class="title"');
for (const [day, label] of [
  ['2024-02-13', 'Carnaval'],
  ['2024-05-12', 'Dia das Mães'],
  ['2024-06-12', 'Namorados'],
  ['2024-08-11', 'Dia dos Pais'],
  ['2024-11-29', 'Black Friday'],
  ['2024-12-23', 'Natal'],
]) {
  const i = days.rows.findIndex((r) => r[0] === day);
  const peak = Math.max(...days.rows.slice(Math.max(0, i - 9), i + 10).map((r) => r[1]));
  const [x, y] = at(i, peak);
  text(x, Math.max(48, y - 6), label, 'text-anchor="middle"');
}

// Stores by lines a day, coloured by their hidden tier.
const [x1, y1, w1, h1] = [40, 370, 540, 120];
const top = Math.max(...stores.rows.map((r) => Number(r[1])));
stores.rows.forEach(([tier, lines], i) => {
  const h = (h1 * Number(lines)) / top;
  const x = x1 + (w1 * i) / stores.rows.length;
  out.push(
    `<rect x="${x.toFixed(1)}" y="${(y1 - h).toFixed(1)}" width="${(w1 / stores.rows.length - 1).toFixed(1)}" height="${h.toFixed(1)}" class="${tier}"/>`,
  );
});
axis(x1, y1, w1);
text(x1, 232, 'Lines a day of each store; the colour is its hidden tier', 'class="title"');
['Gold', 'Silver', 'Bronze'].forEach((tier, i) => {
  out.push(`<rect x="${x1 + 330 + i * 70}" y="252" width="10" height="10" class="${tier}"/>`);
  text(x1 + 344 + i * 70, 261, tier);
});

// Coats by month.
const [x2, y2, w2, h2] = [640, 370, 280, 120];
const peak = Math.max(...coats.rows.map((r) => r[1]));
coats.rows.forEach(([month, share]) => {
  const h = (h2 * share) / peak;
  const x = x2 + (w2 * (month - 1)) / 12;
  out.push(
    `<rect x="${(x + 2).toFixed(1)}" y="${(y2 - h).toFixed(1)}" width="${(w2 / 12 - 4).toFixed(1)}" height="${h.toFixed(1)}" class="coat"/>`,
  );
  text(x + w2 / 24, y2 + 14, 'JFMAMJJASOND'[month - 1], 'text-anchor="middle"');
});
axis(x2, y2, w2);
text(x2, 232, `Coats in the mix, up to ${peak.toFixed(0)} % in winter`, 'class="title"');

writeFileSync(
  new URL('../docs/images/world.svg', import.meta.url),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${W} ${H}" font-family="sans-serif" font-size="11">
<style>text{fill:#444}.title{font-size:13px;font-weight:bold;fill:#222}.line{fill:none;stroke:#2b6cb0;stroke-width:1}.axis{stroke:#999}.Gold{fill:#d69e2e}.Silver{fill:#718096}.Bronze{fill:#b7791f55}.coat{fill:#2c7a7b}</style>
<rect width="${W}" height="${H}" fill="#fff"/>
${out.join('\n')}
</svg>
`,
);
