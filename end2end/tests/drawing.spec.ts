// Drawing over a photo on the phone, and seeing it in the report.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { accessible, expect, hydrated, test, type Page } from '../fixtures';
import {
  addSite,
  answerSection,
  everythingSent,
  fail,
  finish,
  foundOrganisation,
  issue,
  item,
  newEmail,
  nextSection,
  onPhone,
  open,
  signEverySlot,
  startInspection,
  takeChecklist,
} from './steps';

const SITE = 'Hotel Miramar';
const DRAWN = /^\d arrows? (and|or) circles? drawn over the photo$/;

type Annotation = { shape: 'arrow' | 'circle'; from: [number, number]; to: [number, number] };

test('an arrow drawn over a photo on the phone is in the report', async ({ page }, testInfo) => {
  test.setTimeout(240_000);
  await foundOrganisation(page, newEmail('draws'), 'Prieto Inspections');
  await addSite(page, SITE, 'Paseo Marítimo 12, Málaga');
  await takeChecklist(page);
  await onPhone(page);
  const inspection = await startInspection(page, SITE);
  await answerSection(page);
  await nextSection(page);
  await answerSection(page);
  const failed = item(page, /^Leaf is flat/);
  await fail(failed, '2.1');

  await test.step('a finger draws an arrow, a tap makes a circle', async () => {
    await failed.getByRole('button', { name: 'Open photo 1' }).click();
    await page.getByRole('button', { name: 'Draw' }).click();
    await accessible(page);
    const stage = page.getByRole('application', { name: 'Drawing area, photo 1' });
    await drag(page, [0.2, 0.6], [0.5, 0.5]);
    await expect(stage.getByRole('img', { name: DRAWN })).toBeVisible();
    await page.getByRole('button', { name: 'Circle' }).click();
    await drag(page, [0.5, 0.5], [0.5, 0.5]);
    await expect(page.getByRole('status').filter({ hasText: '2 arrows and circles' })).toBeAttached();
  });

  await test.step('keys do the same, and undo takes it back', async () => {
    const stage = page.getByRole('application');
    await stage.focus();
    await stage.press('Enter');
    await expect(page.getByRole('status').filter({ hasText: '3 arrows and circles' })).toBeAttached();
    await stage.press('ArrowRight');
    await stage.press('Shift+ArrowUp');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByRole('status').filter({ hasText: '2 arrows and circles' })).toBeAttached();
    await page.getByRole('button', { name: 'Done' }).click();
    await expect(page.getByRole('button', { name: 'Draw' })).toBeFocused();
    await page.getByRole('button', { name: 'Close' }).click();
    await expect(failed.locator('.photo svg path')).toHaveCount(4);
  });

  await test.step('a reload keeps it', async () => {
    await everythingSent(page);
    await page.reload();
    await hydrated(page);
    await expect(failed.locator('.photo svg path')).toHaveCount(4);
  });

  for (let section = 3; section <= 5; section += 1) {
    await nextSection(page);
    await answerSection(page);
  }
  await finish(page);
  await hydrated(page);
  await open(page, inspection);
  const drawnOver = page.getByRole('main').getByRole('img', { name: DRAWN });
  await expect(drawnOver).toBeVisible();
  await drawnOver.click();
  await expect(page.getByRole('dialog', { name: 'Photo, large' }).getByRole('img', { name: DRAWN })).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: 'Close' }).click();
  await open(page, `${inspection}/sign`);
  await signEverySlot(page);
  await issue(page);

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download PDF' }).click();
  const record = testInfo.outputPath('record.json');
  execFileSync('pdfdetach', ['-save', '1', '-o', record, await (await download).path()]);
  const { core } = JSON.parse(readFileSync(record, 'utf8'));
  const drawn = core.files.flatMap((file: { annotations?: Annotation[] }) => file.annotations ?? []);
  expect(drawn.map(({ shape }: Annotation) => shape)).toEqual(['arrow', 'circle']);
  const [arrow, circle] = drawn as Annotation[];
  expect(arrow.from[0]).toBeLessThan(arrow.to[0]);
  expect(arrow.to.map((part) => Math.round(part / 500))).toEqual([10, 10]);
  expect(circle.from.map((part) => Math.round(part / 500))).toEqual([10, 10]);
});

/** Moves a finger over the drawing area, from one place to another in parts of it. */
async function drag(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  const box = await page.getByRole('application').boundingBox();
  if (!box) throw new Error('the drawing area is on the screen');
  const at = ([x, y]: [number, number]) => [box.x + box.width * x, box.y + box.height * y] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 8 });
  await page.mouse.up();
}
