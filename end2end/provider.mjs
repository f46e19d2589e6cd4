// A provider of identities that somebody else wrote (npm `oidc-provider`), for the browser tests: whoever types a name
// into its own form is that person, with a confirmed address at example.com; whoever types an address has that one.
import Provider from 'oidc-provider';

const PORT = 47561;
const origins = [process.env.NORVEN_SQLITE ?? 'http://localhost:3000', process.env.NORVEN_POSTGRES].filter(Boolean);

const provider = new Provider(`http://localhost:${PORT}`, {
  clients: [
    {
      client_id: 'norven',
      client_secret: 'hush',
      redirect_uris: origins.map((origin) => `${origin}/sign-in/with/example/callback`),
    },
    // What organisations name as theirs; where it sends people back to has an id in it that is made by then.
    { client_id: 'company', client_secret: 'hush', redirect_uris: ['http://localhost/'] },
  ],
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  pkce: { required: () => true, methods: ['S256'] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: id.includes('@') ? id : `${id}@example.com`, email_verified: true }),
  }),
});

const { redirectUriAllowed } = provider.Client.prototype;
provider.Client.prototype.redirectUriAllowed = function (uri) {
  const ours = origins.some((origin) => uri.startsWith(`${origin}/sign-in/with/`) && uri.endsWith('/callback'));
  return this.clientId === 'company' ? ours : redirectUriAllowed.call(this, uri);
};

provider.listen(PORT, 'localhost');
