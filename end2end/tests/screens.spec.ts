import { accessible, expect, hydrated, SCREENS, shots, speak, test, type Page } from '../fixtures';
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
  open,
  signEverySlot,
  startInspection,
  takeChecklist,
} from './steps';

// The front page, the verify page and the sign-in page are looked at in `smoke.spec.ts`.

const SITE = 'Hotel Miramar';

// What does not exist is asked for on purpose.
test.use({ expectedErrors: [/status of 404/] });
test.beforeEach(() => test.skip(test.info().project.name !== 'sqlite', 'they look the same on both databases'));
// Every page is loaded, looked at and photographed many times.
test.describe.configure({ mode: 'parallel', timeout: 480_000 });

test('the public pages can be read by everybody', async ({ page }) => {
  const pages = {
    'public-code': '/sign-in/code',
    'public-company': '/sign-in/company?domain=nobody.example',
    'public-link': '/sign-in/link?token=none',
    'public-outbox': '/dev/outbox',
    'public-nothing': '/nothing',
  };
  for (const [name, path] of Object.entries(pages)) await look(page, name, path);
});

test('the pages of filling and signing can be read by everybody', async ({ page }) => {
  await setUp(page);
  await look(page, 'field-start', '/inspections/new');
  const inspection = await startInspection(page, SITE);
  const fill = `${inspection}/fill`;
  await look(page, 'field-section', fill);
  await answerSection(page);
  await nextSection(page);
  await answerSection(page);
  await fail(item(page, /^Leaf is flat/), '2.1');
  await everythingSent(page);
  await look(page, 'field-failed', `${fill}?at=2`);
  await look(page, 'field-missing', `${fill}?at=finish`);
  await look(page, 'field-instruction', `${fill}?at=3`);
  for (const at of [3, 4, 5]) {
    await open(page, `${fill}?at=${at}`);
    await answerSection(page);
    await everythingSent(page);
  }
  await look(page, 'field-review', `${fill}?at=review`);
  await open(page, `${fill}?at=5`);
  await finish(page);
  await look(page, 'field-sign', `${inspection}/sign`);
  await look(page, 'field-read-only', fill);
});

test('the pages of an organisation that has just begun can be read by everybody', async ({ page }) => {
  const template = await setUp(page);
  const pages = {
    'desk-first': '/overview',
    'desk-none-inspections': '/inspections',
    'desk-none-actions': '/actions',
    'desk-none-reports': '/reports',
    'desk-sites': '/sites',
    'desk-templates': '/templates',
    'desk-library': '/templates/library',
    'desk-editor': template,
    'desk-organisation': '/settings',
    'desk-members': '/settings/members',
    'desk-access': '/settings/sign-in',
    'desk-profile': '/settings/profile',
    'desk-new-organisation': '/organisations/new',
  };
  for (const [name, path] of Object.entries(pages)) await look(page, name, path);
});

test('the pages of an organisation at work can be read by everybody', async ({ page }) => {
  await setUp(page);
  const begun = await startInspection(page, SITE);
  await answerSection(page);
  await everythingSent(page);
  const { inspection, report } = await issuedReport(page);
  const pages = {
    'desk-overview': '/overview',
    'desk-inspections': '/inspections',
    'desk-inspection-open': begun,
    'desk-inspection-issued': inspection,
    'desk-signed': `${inspection}/sign`,
    'desk-actions': '/actions',
    'desk-reports': '/reports',
    'desk-report': report,
    'desk-audit': '/settings/audit',
    'desk-nothing': '/reports/nothing',
  };
  for (const [name, path] of Object.entries(pages)) await look(page, name, path);
});

/** An organisation with a site and a checklist; returns the address of the checklist's editor. */
async function setUp(page: Page): Promise<string> {
  await foundOrganisation(page, newEmail('screens'), 'Prieto Inspections');
  await addSite(page, SITE, 'Paseo Marítimo 12, Málaga');
  await takeChecklist(page);
  return new URL(page.url()).pathname;
}

/** An inspection with something that failed, and its report. */
async function issuedReport(page: Page): Promise<{ inspection: string; report: string }> {
  const inspection = await startInspection(page, SITE);
  await answerSection(page);
  await nextSection(page);
  await answerSection(page);
  await fail(item(page, /^Leaf is flat/), '2.1');
  for (let section = 3; section <= 5; section += 1) {
    await nextSection(page);
    await answerSection(page);
  }
  await finish(page);
  await hydrated(page);
  await signEverySlot(page);
  return { inspection, report: await issue(page) };
}

/** Looks at a page: on a phone by night in Spanish, on a desk by day in English, and in pictures. */
async function look(page: Page, name: string, path: string): Promise<void> {
  await test.step(name, async () => {
    const before = page.viewportSize();
    const views = [
      { locale: 'es', screen: 'phone', colorScheme: 'dark' },
      { locale: 'en', screen: 'desk', colorScheme: 'light' },
    ] as const;
    await page.goto(path);
    // Public pages do without the application.
    if (await page.locator('link[href*="/pkg/"][href*=".js"]').count()) await hydrated(page);
    for (const { locale, screen, colorScheme } of views) {
      await page.setViewportSize(SCREENS[screen]);
      await speak(page, locale);
      await expect(page.locator('html')).toHaveAttribute('lang', locale);
      await accessible(page, [colorScheme]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect.soft(wide, `${page.url()} is wider than the ${screen}`).toBeLessThanOrEqual(0);
      await shots(page, name);
    }
    if (before) await page.setViewportSize(before);
  });
}
