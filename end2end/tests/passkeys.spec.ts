import { accessible, expect, hydrated, shots, test } from '../fixtures';
import { device, foundOrganisation, mailedCode, newEmail, open } from './steps';

// A device that knows its owner no more, a server that asks for a proof, a wrong code: all on purpose.
test.use({ expectedErrors: [/NotAllowedError|status of 4(01|22)/] });

test('a passkey signs in where a mail did before', async ({ page }) => {
  const owner = await device(page);
  await foundOrganisation(page, newEmail('keeper'), 'Keys');
  await open(page, '/settings/profile');
  const passkeys = page.getByRole('region', { name: 'Passkeys' });
  await expect(passkeys.getByText('No passkey yet.')).toBeVisible();
  await passkeys.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(passkeys.getByText('never used')).toBeVisible();
  await passkeys.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(passkeys.getByText('This device has a passkey for you already.')).toBeVisible();
  await passkeys.getByRole('button', { name: /^Rename / }).click();
  const dialog = page.getByRole('dialog', { name: /^Rename / });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Site tablet');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(passkeys.getByText('Site tablet')).toBeVisible();
  await accessible(page);
  await shots(page, 'profile-passkeys');

  await page.context().clearCookies({ name: 'session' });
  await page.goto('/settings/profile');
  await expect(page.getByRole('button', { name: 'Sign in with a passkey' })).toBeVisible();
  await accessible(page);
  await shots(page, 'sign-in-passkey');
  await owner.recognises(false);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByText('The passkey was not confirmed')).toBeVisible();
  await owner.recognises(true);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForURL('**/settings/profile');
  await hydrated(page);
  await expect(passkeys.getByText(/last used/)).toBeVisible();
  await passkeys.getByRole('button', { name: 'Remove Site tablet' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(passkeys.getByText('Your session has ended.')).toBeVisible();
  await passkeys.getByRole('link', { name: 'Sign in' }).click();
  await page.waitForURL('**/sign-in?then=%2Fsettings%2Fprofile');
});

test('what needs a fresh proof asks for it, by mail or passkey, and goes on', async ({ page }) => {
  const email = newEmail('prover');
  await device(page);
  await foundOrganisation(page, email, 'Proofs');
  // The server asks a quarter of an hour after the last proof: here at the first call of each round.
  const stale = () =>
    page.route('**/api/invite_member*', (route) => route.fulfill({ status: 401, json: { code: 'proof_needed' } }), { times: 1 });
  const invite = async (address: string) => {
    await page.getByRole('textbox', { name: 'E-mail address' }).fill(address);
    await page.getByRole('button', { name: /^Invite|^Send/ }).last().click();
  };
  const proof = page.getByRole('dialog', { name: 'Confirm that it is you' });

  await open(page, '/settings/members');
  await stale();
  await invite('first@example.org');
  await accessible(page);
  await shots(page, 'proof');
  await proof.getByRole('button', { name: 'Send a code by e-mail' }).click();
  await proof.getByRole('textbox').fill('2222 2222');
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await expect(proof.getByText('4 tries are left')).toBeVisible();
  await proof.getByRole('textbox').fill(await mailedCode(page, email, 'confirm that it is you'));
  await shots(page, 'proof-code');
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await expect(proof).toBeHidden();
  await expect(page.getByRole('cell', { name: /^first@example.org/ })).toBeVisible();

  await open(page, '/settings/profile');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByText('never used')).toBeVisible();
  await open(page, '/settings/members');
  await stale();
  await invite('second@example.org');
  await proof.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(proof).toBeHidden();
  await expect(page.getByRole('cell', { name: /^second@example.org/ })).toBeVisible();
});
