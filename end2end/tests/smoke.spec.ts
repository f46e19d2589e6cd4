import { accessible, expect, LOCALES, shots, speak, test } from '../fixtures';

test('the server says that it is well', async ({ request }) => {
  expect((await request.get('/healthz')).status()).toBe(200);
});

for (const path of ['/', '/verify', '/sign-in']) {
  test(`${path} answers, and can be read by everybody in both languages`, async ({ page }) => {
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(200);
    for (const locale of LOCALES) {
      await speak(page, locale);
      await expect(page.locator('html')).toHaveAttribute('lang', locale);
      await accessible(page);
      await shots(page, `public${path.replace('/', '-').replace(/-$/, '')}`);
    }
  });
}
