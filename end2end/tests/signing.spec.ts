// The pad that signatures are drawn on: what is on the screen is on paper, and a hand that rests on it draws nothing.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { expect, hydrated, test, type Page } from '../fixtures';
import {
  addSite,
  answerSection,
  everythingSent,
  finish,
  foundOrganisation,
  issue,
  newEmail,
  nextSection,
  onPhone,
  sign,
  signEverySlot,
  startInspection,
  takeChecklist,
} from './steps';

/** Where the taps are, in parts of the pad's width. */
const TAPS = [0.25, 0.5, 0.75];

test('three taps are three dots on the pad and in the report, and a resting hand is nothing', async ({ page }, testInfo) => {
  test.setTimeout(240_000);
  await foundOrganisation(page, newEmail('signs'), 'Prieto Inspections');
  await addSite(page, 'Hotel Miramar', 'Paseo Marítimo 12, Málaga');
  await takeChecklist(page);
  await onPhone(page);
  await startInspection(page, 'Hotel Miramar');
  await answerSection(page);
  for (let section = 2; section <= 5; section += 1) {
    await nextSection(page);
    await answerSection(page);
  }
  await everythingSent(page);
  await finish(page);
  await hydrated(page);

  await test.step('a hand that rests while a pen signs draws nothing', async () => {
    await pointer(page, 'touch', 30, 'pointerdown', 0.8, 0.9);
    await pointer(page, 'touch', 30, 'pointermove', 0.85, 0.9);
    await pointer(page, 'pen', 21, 'pointermove', 0.2, 0.3, false);
    expect(await inkAt(page, 0.8, 0.9)).toBe(false);
    await pointer(page, 'touch', 31, 'pointerdown', 0.6, 0.9);
    await pointer(page, 'touch', 31, 'pointerup', 0.6, 0.9);
    expect(await inkAt(page, 0.6, 0.9)).toBe(false);
    await expect(page.getByRole('button', { name: 'Clear' })).toBeDisabled();
  });

  await test.step('each tap is a dot', async () => {
    for (const x of TAPS) {
      await pointer(page, 'pen', 21, 'pointerdown', x, 0.5);
      await pointer(page, 'pen', 21, 'pointerup', x, 0.5);
    }
    for (const x of TAPS) expect(await inkAt(page, x, 0.5), `a dot at ${x}`).toBe(true);
    expect(await inkAt(page, 0.375, 0.5)).toBe(false);
  });

  const asked = page.getByRole('textbox', { name: 'Your name' });
  if (await asked.isVisible()) await asked.fill('Lucía Fernández');
  const open = page.getByText('not signed yet');
  const left = await open.count();
  await sign(page);
  await expect(open).toHaveCount(left - 1);
  await signEverySlot(page);
  await issue(page);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download PDF' }).click();
  const pdf = await (await download).path();

  const record = testInfo.outputPath('record.json');
  execFileSync('pdfdetach', ['-save', '1', '-o', record, pdf]);
  const { signatures } = JSON.parse(readFileSync(record, 'utf8'));
  const dots = signatures[0].strokes as [number, number, number][][];
  expect(dots.map((stroke) => stroke.length)).toEqual([1, 1, 1]);
  // A pixel is more than a thousandth of the pad.
  expect(dots.map(([[x]]) => Math.round(x / 10))).toEqual([25, 50, 75]);

  expect(rowsOfDots(pdf, testInfo.outputPath('page'), dots[0][0][2] / 10)).toBeGreaterThan(0);
});

/** One event of a pointer over the pad, as a device sends it. */
async function pointer(page: Page, pointerType: string, pointerId: number, type: string, x: number, y: number, down = true): Promise<void> {
  const pad = page.locator('#sign-pad');
  await pad.scrollIntoViewIfNeeded();
  await pad.evaluate(
    (canvas, { pointerType, pointerId, type, x, y, down }) => {
      const box = canvas.getBoundingClientRect();
      const place = { clientX: box.left + box.width * x, clientY: box.top + box.height * y };
      const buttons = down && type !== 'pointerup' ? 1 : 0;
      const how = { pointerType, pointerId, isPrimary: true, button: type === 'pointermove' ? -1 : 0, buttons, pressure: 0 };
      canvas.dispatchEvent(new PointerEvent(type, { bubbles: true, cancelable: true, ...how, ...place }));
    },
    { pointerType, pointerId, type, x, y, down },
  );
}

/** Whether the pad has ink at a place. */
function inkAt(page: Page, x: number, y: number): Promise<boolean> {
  return page.locator('#sign-pad').evaluate(
    async (canvas: HTMLCanvasElement, [x, y]) => {
      await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
      const context = canvas.getContext('2d')!;
      return context.getImageData(Math.round(canvas.width * x), Math.round(canvas.height * y), 1, 1).data[3] > 127;
    },
    [x, y],
  );
}

/** How often a PDF shows three discs in a row as far apart as the taps, each as wide as the pen, in units of the field. */
function rowsOfDots(pdf: string, stem: string, width: number): number {
  // Four pixels a point; the field is 157.5 points wide, and 1000 units.
  const unit = (157.5 * 4) / 1000;
  execFileSync('pdftoppm', ['-r', '288', '-gray', pdf, stem]);
  const pages = execFileSync('sh', ['-c', `ls "${stem}"-*.pgm`]).toString().trim().split('\n');
  let rows = 0;
  for (const name of pages) {
    const spots = spotsIn(readFileSync(name)).filter(
      ({ wide, high }) => Math.abs(wide - width * unit) < 2.5 && Math.abs(high - width * unit) < 2.5,
    );
    const beside = (a: { x: number; y: number }, by: number) =>
      spots.some((b) => Math.abs(b.x - a.x - by) < 2 && Math.abs(b.y - a.y) < 2);
    rows += spots.filter((spot) => beside(spot, 250 * unit) && beside(spot, 500 * unit)).length;
  }
  return rows;
}

/** What is dark and hangs together in a picture (PGM, one byte a pixel): where its middle is, and how large it is. */
function spotsIn(pgm: Buffer): { x: number; y: number; wide: number; high: number }[] {
  const header = pgm.subarray(0, 64).toString('latin1').match(/^P5\s(\d+)\s(\d+)\s\d+\s/)!;
  const [columns, lines] = [Number(header[1]), Number(header[2])];
  const pixels = pgm.subarray(pgm.length - columns * lines);
  const seen = new Uint8Array(pixels.length);
  const spots = [];
  for (let start = 0; start < pixels.length; start += 1) {
    if (seen[start] || pixels[start] > 127) continue;
    const open = [start];
    seen[start] = 1;
    let [left, right, top, bottom] = [columns, 0, lines, 0];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const [x, y] = [at % columns, Math.floor(at / columns)];
      [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
      for (const next of [at - 1, at + 1, at - columns, at + columns]) {
        if (next >= 0 && next < pixels.length && !seen[next] && pixels[next] <= 127) {
          seen[next] = 1;
          open.push(next);
        }
      }
    }
    spots.push({ x: (left + right) / 2, y: (top + bottom) / 2, wide: right - left + 1, high: bottom - top + 1 });
  }
  return spots;
}
