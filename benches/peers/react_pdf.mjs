// Sets the standard report with @react-pdf/renderer: content folder, fonts folder, file to write.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createElement as h } from 'react';
import { Document, Font, Image, Page, Path, StyleSheet, Svg, Text, View, renderToBuffer } from '@react-pdf/renderer';

const [folder, fonts, out] = process.argv.slice(2);
const content = JSON.parse(readFileSync(join(folder, 'content.json'), 'utf8'));
const { record } = content;
const { core } = record;
const files = Object.fromEntries(core.files.map((file) => [file.id, file]));
const jpegs = Object.fromEntries(
  core.files.map(({ id }) => [id, { data: readFileSync(join(folder, 'photos', `${id}.jpg`)), format: 'jpg' }]),
);

Font.register({
  family: 'Inter',
  fonts: [[400, 'Regular'], [600, 'SemiBold'], [700, 'Bold']].map(([fontWeight, name]) => ({
    fontWeight, src: join(fonts, `Inter-${name}.ttf`),
  })),
});
Font.registerHyphenationCallback((word) => [word]);

const quiet = '#50565e';
const hair = '#d8dbe0';
const s = StyleSheet.create({
  page: { paddingTop: 69, paddingBottom: 66, paddingHorizontal: 45, fontFamily: 'Inter', fontSize: 9.75, color: '#151b24' },
  header: { position: 'absolute', top: 40, left: 45, right: 45, flexDirection: 'row', justifyContent: 'space-between',
    fontSize: 7, color: quiet, borderBottom: `0.6 solid ${hair}`, paddingBottom: 4 },
  footer: { position: 'absolute', bottom: 24, left: 45, right: 45, fontSize: 7, color: quiet,
    borderTop: `0.6 solid ${hair}`, paddingTop: 5 },
  spread: { flexDirection: 'row', justifyContent: 'space-between' },
  quiet: { color: quiet },
  bold: { fontWeight: 600 },
  item: { borderBottom: `0.6 solid ${hair}`, paddingVertical: 7.5 },
  row: { flexDirection: 'row' },
  number: { width: 27, color: quiet },
  grow: { flex: 1, paddingRight: 12 },
  word: { width: 92 },
  inside: { marginLeft: 27 },
  photos: { flexDirection: 'row', flexWrap: 'wrap', gap: 6, marginTop: 5 },
  caption: { fontSize: 7.2, color: quiet },
  action: { backgroundColor: '#f3f2ee', borderRadius: 4, paddingVertical: 5, paddingHorizontal: 7.5, marginTop: 5, fontSize: 9 },
});

const word = (answer) => {
  const { value } = answer;
  const said = value.type === 'number' ? `${value.decimal} ${value.unit}` : { pass: 'Pass', fail: 'Fail' }[answer.outcome] ?? 'N/A';
  const [sign, color] = { pass: ['✓', '#197037'], fail: ['✗', '#b32322'] }[answer.outcome] ?? ['–', quiet];
  return h(Text, { style: [s.word, { color }] }, `${sign} ${said}`);
};

const due = (action) => [action.text, h(Text, { key: 'due', style: s.quiet }, ` · ${action.assignee} · by ${action.due}`)];

const heading = (title, remark = '') =>
  h(View, { minPresenceAhead: 60, style: [s.spread, { marginTop: 26, paddingBottom: 3, borderBottom: '1.3 solid #b9472b' }] },
    h(Text, { style: { fontSize: 11.25, fontWeight: 600 } }, title), h(Text, { style: s.quiet }, remark));

const todo = (answer) =>
  h(View, { key: answer.number, style: [s.item, s.row], wrap: false },
    h(Text, { style: s.number }, answer.number),
    h(View, { style: s.grow }, h(Text, { style: s.bold }, answer.question), h(Text, { style: s.quiet }, answer.note),
      ...answer.actions.map((action, at) => h(Text, { key: at }, '→ ', ...due(action)))),
    answer.photos?.length ? h(Image, { src: jpegs[answer.photos[0]], style: { width: 64, height: 48, objectFit: 'cover' } }) : null,
    word(answer));

const photo = (width) => (id, at) =>
  h(View, { key: id, style: { width } }, h(Image, { src: jpegs[id], style: { borderRadius: 3 } }),
    h(Text, { style: s.caption }, `${at + 1} · ${files[id].caption ?? ''} · ${files[id].taken_at.slice(11, 16)}`));

const item = (answer) =>
  h(View, { key: answer.number, style: s.item, wrap: false },
    h(View, { style: s.row }, h(Text, { style: s.number }, answer.number),
      h(Text, { style: s.grow }, answer.question), word(answer)),
    h(View, { style: s.inside }, answer.note ? h(Text, { style: s.quiet }, answer.note) : null,
      answer.photos ? h(View, { style: s.photos }, ...answer.photos.map(photo(155))) : null,
      ...(answer.actions ?? []).map((action, at) =>
        h(View, { key: at, style: s.action }, h(Text, {}, h(Text, { style: s.bold }, 'Action '), ...due(action))))));

const section = (each, at) => {
  const count = (...outcomes) => each.answers.filter((answer) => outcomes.includes(answer.outcome)).length;
  return [heading(`${at + 1} · ${each.title}`, `${count('pass')} of ${count('pass', 'fail')} pass`), ...each.answers.map(item)];
};

const signature = (entry) =>
  h(View, { key: entry.id, style: [s.item, s.row, { alignItems: 'center' }], wrap: false },
    h(View, { style: { border: `0.7 solid ${hair}`, borderRadius: 4.5, marginRight: 15 } },
      h(Svg, { viewBox: '0 0 1000 400', width: 157.5, height: 63 },
        ...entry.strokes.map((stroke, at) =>
          h(Path, { key: at, d: `M${stroke.map(([x, y]) => `${x} ${y}`).join('L')}`, stroke: '#151b24', strokeWidth: 5, fill: 'none' })))),
    h(View, { style: { flex: 1 } },
      h(Text, {}, h(Text, { style: s.bold }, entry.name), `, ${entry.role}, ${entry.organisation}`),
      h(Text, { style: s.quiet }, `${entry.server_time} · drawn · ${entry.consent.text}`),
      h(Text, { style: s.caption }, entry.core_sha256)));

const report = (number) => {
  const { score } = core;
  const answers = core.sections.flatMap((each) => each.answers);
  const facts = [
    ['Inspected on', core.started_at], ['Inspector', core.inspector.name], ['Standard', core.template.standard],
    ['Issued by', record.issuer.name], ['Issued on', record.issued_at], ['Checklist', `version ${core.template.version}`],
    ['Signed by', record.signatures.map((entry) => entry.name).join(', ')],
  ];
  const header = h(View, { style: s.header, fixed: true }, h(Text, {}, `${core.template.title} · ${core.site.name}`),
    h(Text, {}, `${number} · revision ${record.revision}`));
  const footer = h(View, { style: s.footer, fixed: true },
    h(View, { style: s.spread }, h(Text, {}, 'SHA-256 of the content (record.json)'),
      h(Text, { render: ({ pageNumber, totalPages }) => `Page ${pageNumber} of ${totalPages}` })),
    h(View, { style: s.spread }, h(Text, {}, content.digest), h(Text, {}, `verify at ${content.verify}`)));
  const part = (flex, backgroundColor) => h(View, { style: { flex, backgroundColor } });
  const cover = h(Page, { size: 'A4', style: s.page },
    h(View, { style: s.spread }, h(Text, { style: { fontSize: 14.25, fontWeight: 700 } }, record.issuer.name),
      h(Text, { style: s.quiet }, `${number} · revision ${record.revision}`)),
    h(Text, { style: { fontSize: 25.5, fontWeight: 700, marginTop: 34, marginBottom: 5 } }, core.template.title),
    h(Text, { style: { fontSize: 12, color: quiet } }, `${core.site.name} · ${core.site.address}`),
    h(View, { style: [s.row, { alignItems: 'center', marginVertical: 20 }] },
      h(Text, { style: { fontSize: 34.5, fontWeight: 700, marginRight: 18 } }, `${score.percent} %`),
      h(View, { style: { flex: 1 } },
        h(View, { style: s.spread }, h(Text, { style: s.bold }, `${score.failed} of ${score.items} items failed`),
          h(Text, { style: s.quiet }, `${score.passed} pass · ${score.failed} fail · ${score.not_applicable} n/a`)),
        h(View, { style: [s.row, { height: 6.75, marginTop: 4 }] },
          part(score.passed, '#197037'), part(score.failed, '#b32322'), part(score.not_applicable, hair)))),
    h(View, { style: [s.row, { flexWrap: 'wrap' }] }, ...facts.map(([label, fact]) =>
      h(View, { key: label, style: [s.row, { width: '50%', marginBottom: 3.5 }] },
        h(Text, { style: { width: 81, color: quiet } }, label), h(Text, { style: { flex: 1 } }, fact)))),
    heading('What needs to be done'), ...answers.filter((answer) => answer.outcome === 'fail').map(todo),
    h(View, { style: [s.row, { position: 'absolute', bottom: 72, left: 45, alignItems: 'center' }] },
      h(Svg, { viewBox: `0 0 ${content.qr.side} ${content.qr.side}`, width: 90, height: 90 }, h(Path, { d: content.qr.path, fill: '#151b24' })),
      h(View, { style: { width: 320, marginLeft: 18 } }, h(Text, { style: s.bold }, 'Check that this report is genuine'),
        h(Text, {}, `Type ${content.verify} yourself and drop this PDF there, or scan the code. The file never leaves your device.`))),
    footer);
  const pages = h(Page, { size: 'A4', style: s.page }, header, ...core.sections.flatMap(section),
    heading('Signatures', 'simple electronic signatures, eIDAS Art. 3(10)'), ...record.signatures.map(signature), footer);
  return h(Document, { title: `${number} · ${core.template.title}`, language: record.language }, cover, pages);
};

const render = (run) => renderToBuffer(report(`NV-2026-${String(run).padStart(6, '0')}`));
const pdf = await render(0);
writeFileSync(out, pdf);
const taken = [];
for (let run = 1; run <= 3; run += 1) {
  const start = performance.now();
  await render(run);
  taken.push(performance.now() - start);
}
taken.sort((a, b) => a - b);
console.log(JSON.stringify({ peer: 'react-pdf', unit: 'ms', value: Math.round(taken[1] * 10) / 10, bytes: pdf.length }));
