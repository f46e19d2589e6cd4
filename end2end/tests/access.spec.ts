import { accessible, expect, hydrated, shots, test, type Page } from '../fixtures';
import { device, foundOrganisation, mailedCode, newEmail, open, sayWhoOneIs } from './steps';

// The provider's own page asks for a face on another network and has no icon; what is not there yet is refused.
test.use({ expectedErrors: [/ERR_NAME_NOT_RESOLVED|status of (404|422)/] });

/** Has a name say something (`names.mjs`). */
async function say(name: string, text: string): Promise<void> {
  await fetch(`http://127.0.0.1:47562/${name}`, { method: 'PUT', body: text });
}

/** Signs in at the provider that the page leads to. */
async function enter(page: Page, button: string, email: string): Promise<void> {
  await page.getByRole('button', { name: button }).first().click();
  await sayWhoOneIs(page, email);
}

test('an organisation asks for its own provider, and an owner has a way in when that does not answer', async ({ page }) => {
  const domain = `${newEmail('domain').split('@')[0]}.example`;
  const owner = `ana@${domain}`;
  await device(page);
  await foundOrganisation(page, owner, 'Prieto Inspections');
  await expect(page.getByText('Your e-mail is the only protection of this organisation')).toBeVisible();
  await open(page, '/settings/sign-in');

  const domains = page.getByRole('region', { name: 'Domains' });
  await domains.getByRole('button', { name: 'Add a domain' }).click();
  const adding = page.getByRole('dialog', { name: 'Add a domain' });
  await adding.getByRole('textbox', { name: 'Domain' }).fill(domain);
  await adding.getByRole('button', { name: 'Add a domain' }).click();
  await expect(domains.getByRole('button', { name: 'Check now' })).toBeVisible();
  const [, name, value] = await domains.locator('dd code').allInnerTexts();
  await domains.getByRole('button', { name: 'Check now' }).click();
  await expect(domains.getByText('The record is not there yet.')).toBeVisible();
  await accessible(page);
  await shots(page, 'access-domain');
  await say(name ?? '', value ?? '');
  await domains.getByRole('button', { name: 'Check now' }).click();
  await expect(domains.getByText('Verified')).toBeVisible();

  const providers = page.getByRole('region', { name: 'Providers' });
  await providers.getByRole('button', { name: 'Add a provider' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a provider' });
  await accessible(page);
  await shots(page, 'access-provider');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Company');
  await dialog.getByRole('textbox', { name: 'Client ID' }).fill('company');
  await dialog.getByLabel('Client secret').fill('hush');
  await dialog.getByRole('textbox', { name: 'Issuer' }).fill('http://localhost:1');
  await dialog.getByRole('button', { name: 'Add a provider' }).click();
  await expect(dialog.getByText('No provider answers at that address')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Issuer' }).fill('http://localhost:47561');
  await dialog.getByRole('button', { name: 'Add a provider' }).click();
  await expect(dialog).toBeHidden();

  // The first time the provider's word is not enough: the mail's code joins the account.
  await enter(page, 'Sign in with it', owner);
  await page.getByRole('textbox').fill(await mailedCode(page, owner, 'Company'));
  await page.getByRole('button', { name: 'Sign in' }).first().click();
  await page.waitForURL('**/settings/sign-in');
  await hydrated(page);
  const asks = page.getByRole('region', { name: 'Requirements for members' });
  const askForProvider = async () => {
    await asks.getByRole('switch', { name: /provider/ }).check();
    await asks.getByRole('button', { name: 'Save' }).click();
  };
  await askForProvider();
  await expect(asks.getByText('An owner needs a passkey first')).toBeVisible();
  await open(page, '/settings/profile');
  await expect(page.getByRole('region', { name: 'Other ways in' }).getByText('Example')).toBeVisible();
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByText('never used')).toBeVisible();
  await open(page, '/settings/sign-in');
  await askForProvider();
  await expect(asks.getByText('Saved')).toBeVisible();
  await accessible(page);
  await shots(page, 'access');

  await page.context().clearCookies({ name: 'session' });
  await page.goto('/sign-in?then=/settings/sign-in');
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(owner);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByText('Your organisation asks you to sign in with its provider.')).toBeVisible();
  await accessible(page);
  await shots(page, 'access-company');
  await page.getByRole('button', { name: 'Continue with Company' }).click();
  await page.waitForURL('**/settings/sign-in');

  await page.context().clearCookies({ name: 'session' });
  await page.goto('/sign-in?then=/settings/audit');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForURL('**/settings/audit');
  await expect(page.getByText('Signed in without the provider, as an owner').first()).toBeVisible();
});
