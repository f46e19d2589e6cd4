// How fast the verify page is, in Chromium, on a server that is running: from the drop of a file to its verdict,
// and hashing beside hash-wasm in the same page. The folder has a report, and the trust document and the standing list of
// who issued it; its folder `largest` has a report near the largest that is read, and whom to trust there.
// One JSON object a line.
//
//   node bench/verify.mjs http://localhost:3000 FOLDER

import { copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { chromium } from '@playwright/test';

const [origin, folder] = process.argv.slice(2);
if (!folder) throw new Error('which server, which report? node bench/verify.mjs http://localhost:3000 FOLDER');
const print = (figure) => console.log(JSON.stringify(figure));
const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
const rounded = (value) => Math.round(value * 10) / 10;

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless', '--no-sandbox'] });
try {
  const page = await browser.newPage({ bypassCSP: true });

  // What the page transfers in all: bodies as they came over the wire, header lines left out.
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  const lengths = new Map();
  client.on('Network.responseReceived', ({ requestId, response }) => lengths.set(requestId, [response.url, 0, response.encodedDataLength]));
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const known = lengths.get(requestId);
    if (known) known[1] = encodedDataLength - known[2];
  });
  await page.goto(`${origin}/verify`, { waitUntil: 'networkidle' });
  const transferred = [...lengths.values()].reduce((sum, [, body]) => sum + body, 0);
  print({ name: 'verify_page_transfer', unit: 'kB brotli in all', value: rounded(transferred / 1e3) });

  // From here on the page trusts who issued the report.
  const trustIn = (folder) => readFileSync(join(folder, 'trust.json'), 'utf8');
  let trust = trustIn(folder);
  await page.route(`${origin}/verify`, async (route) => {
    const response = await route.fetch();
    const html = (await response.text()).replace(/(<script[^>]* id="trust"[^>]*>)[^<]*/, (_, tag) => tag + trust);
    await route.fulfill({ response, body: html });
  });
  for (const file of ['report.pdf', 'standing']) {
    await page.route(`${origin}/${file}`, (route) => route.fulfill({ path: join(folder, file) }));
  }

  /** Gives the page the report and waits for its verdict: how long that took, and how long from the file's last byte on, in milliseconds. */
  const drop = () =>
    page.evaluate(async () => {
      const list = new DataTransfer();
      list.items.add(new File([await (await fetch('/report.pdf')).blob()], 'report.pdf', { type: 'application/pdf' }));
      const input = document.querySelector('input[type=file]');
      input.files = list.files;
      const begun = performance.now();
      const verdict = new Promise((done) => {
        let read = begun;
        const observer = new MutationObserver(() => {
          if (document.querySelector('progress')?.value === 1) read = performance.now();
          if (!document.querySelector('#verdict-title')) return;
          observer.disconnect();
          const verified = performance.now() - read;
          const issued = document.querySelector('#verdict .verdict.good') !== null;
          requestAnimationFrame(() => done({ shown: performance.now() - begun, verified, issued }));
        });
        observer.observe(document.body, { childList: true, subtree: true, attributes: true });
      });
      input.dispatchEvent(new Event('change', { bubbles: true }));
      return verdict;
    });

  const times = [];
  for (let round = 0; round < 7; round += 1) {
    await page.goto(`${origin}/verify`, { waitUntil: 'networkidle' });
    times.push(await drop());
  }
  if (!times.every(({ issued }) => issued)) throw new Error('a genuine report was refused');
  print({ name: 'verify_5_mb_in_browser', unit: 'ms', value: rounded(median(times.map(({ verified }) => verified))) });
  print({ name: 'verify_5_mb_drop_to_verdict', unit: 'ms', value: rounded(median(times.map(({ shown }) => shown))) });

  // What the page holds in memory while it checks a file of 200 MB: the report, and zeros behind it.
  const held = async () => {
    const system = await browser.newBrowserCDPSession();
    const { processInfo } = await system.send('SystemInfo.getProcessInfo');
    const peak = ({ id }) => Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) * 1024;
    return Math.max(...processInfo.filter(({ type }) => type === 'renderer').map(peak));
  };
  const padded = join(folder, 'padded.pdf');
  copyFileSync(join(folder, 'report.pdf'), padded);
  truncateSync(padded, 200e6);
  await page.goto(`${origin}/verify`, { waitUntil: 'networkidle' });
  const idle = await held();
  await page.locator('input[type=file]').first().setInputFiles(padded);
  await page.locator('#verdict .verdict.bad').waitFor({ timeout: 120_000 });
  rmSync(padded);
  print({ name: 'verify_200_mb_memory_in_browser', unit: 'MB over idle', value: rounded(((await held()) - idle) / 1e6) });

  // The same with a genuine report near the largest that is read.
  trust = trustIn(join(folder, 'largest'));
  await page.goto(`${origin}/verify`, { waitUntil: 'networkidle' });
  const before = await held();
  const given = Date.now();
  await page.locator('input[type=file]').first().setInputFiles(join(folder, 'largest', 'largest.pdf'));
  await page.locator('#verdict-title').waitFor({ timeout: 120_000 });
  const took = Date.now() - given;
  const title = await page.locator('#verdict-title').innerText();
  if (await page.locator('#verdict .verdict.bad').count()) throw new Error(`a genuine report was refused: ${title}`);
  print({ name: 'verify_largest_in_browser', unit: 'ms', value: took });
  print({ name: 'verify_largest_memory_in_browser', unit: 'MB over idle', value: rounded(((await held()) - before) / 1e6) });

  // A file that is larger than any report is only hashed: 1 GB from the disk, in pieces.
  const large = join(folder, 'large.pdf');
  writeFileSync(large, '');
  truncateSync(large, 1 << 30);
  await page.goto(`${origin}/verify`, { waitUntil: 'networkidle' });
  await page.evaluate(() => {
    document.addEventListener('change', (event) => {
      globalThis.file = event.target.files[0];
      const begun = performance.now();
      globalThis.verdict = new Promise((done) => {
        const shown = () => document.querySelector('#verdict-title') && done(performance.now() - begun);
        new MutationObserver(shown).observe(document.body, { childList: true, subtree: true });
      });
    }, { capture: true, once: true });
  });
  // Read once before: whoever comes first would wait for the disk, and the other one not.
  readFileSync(large);
  await page.locator('input[type=file]').first().setInputFiles(large);
  const ours = await page.evaluate(() => globalThis.verdict);
  const script = readFileSync(createRequire(import.meta.url).resolve('hash-wasm/dist/sha256.umd.min.js'), 'utf8');
  await page.addScriptTag({ content: script });
  const theirs = await page.evaluate(async () => {
    const begun = performance.now();
    const hasher = await globalThis.hashwasm.createSHA256();
    hasher.init();
    const reader = globalThis.file.stream().getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) hasher.update(part.value);
    hasher.digest();
    return performance.now() - begun;
  });
  rmSync(large);
  const rate = rounded((1024 * 1.048576 * 1e3) / ours);
  print({ name: 'hash_1_gb_in_browser', unit: 'MB/s', value: rate, peer: 'hash-wasm', ratio: Math.round((theirs / ours) * 100) / 100 });
} finally {
  await browser.close();
}
