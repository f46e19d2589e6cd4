import { accessible, expect, shots, test } from '../fixtures';
import { enterByProvider, newEmail } from './steps';

// The provider's own page asks for a face on another network and has no icon.
test.use({ expectedErrors: [/ERR_NAME_NOT_RESOLVED|status of 404/] });

// The provider is npm's `oidc-provider` (`provider.mjs`), as `providers.json` names it to the server.
test('a provider signs in whom it knows', async ({ page }) => {
  await page.goto('/sign-in');
  const button = page.getByRole('button', { name: 'Continue with Example' });
  test.skip(!(await button.isVisible()), 'the server knows no provider: set NORVEN_OIDC=end2end/providers.json');
  await accessible(page);
  await shots(page, 'sign-in-provider');
  const name = newEmail('sso').split('@')[0] ?? '';

  await enterByProvider(page, name);
  await expect(page).toHaveURL(/\/organisations\/new$/);

  await page.context().clearCookies({ name: 'session' });
  await page.goto('/sign-in?then=/settings/profile');
  await page.getByRole('button', { name: 'Continue with Example' }).click();
  await expect(page).not.toHaveURL(/\/sign-in/);
});

test('whoever turns back at the provider is told so in one sentence', async ({ page }) => {
  await page.goto('/sign-in');
  const button = page.getByRole('button', { name: 'Continue with Example' });
  test.skip(!(await button.isVisible()), 'the server knows no provider: set NORVEN_OIDC=end2end/providers.json');
  await button.click();
  await page.getByRole('link', { name: '[ Cancel ]' }).click();
  await expect(page.getByText('The provider did not sign you in.')).toBeVisible();
});
