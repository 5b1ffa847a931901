import { deskFile, distFiles } from '../../site/commands/release/check-dist.ts';
import { securityFile } from '../../site/commands/release/security-text.ts';
import { expect, test } from './line.ts';

const files = await distFiles();
const policy =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:; " +
  "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types la-chan";

const directives = (text = '') => new Set(text.split(';').map((part) => part.trim().replace(/\s+/g, ' ')));

test('every page comes with the headers that keep it alone', async ({ request }) => {
  const pages = files
    .filter((file) => file.endsWith('index.html'))
    .map((file) => `/${file.replace(/index\.html$/, '')}`);
  for (const address of [...pages, '/khong-co-trang-nay/']) {
    const response = await request.get(address);
    const headers = response.headers();
    expect(response.status(), address).toBe(address === '/khong-co-trang-nay/' ? 404 : 200);
    expect(directives(headers['content-security-policy']), address).toEqual(directives(policy));
    expect(headers, address).toMatchObject({
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': expect.stringMatching(/max-age=\d{8}/),
      'x-content-type-options': 'nosniff',
      // `no-transform` would keep the host from compressing pages for weak lines (site/public/_headers).
      'cache-control': expect.not.stringContaining('no-transform'),
      'permissions-policy': expect.stringMatching(/camera=\(\).*geolocation=\(\)/),
    });
    expect(headers['set-cookie'], address).toBeUndefined();
    const microphone = /microphone=\(([^)]*)\)/.exec(headers['permissions-policy'] ?? '')?.[1];
    expect(microphone, address).toBe(/^(\/[a-z]{2,3})?\/bao-tin\/$/.test(address) ? 'self' : '');
  }
});

test('the empty tip page may be kept for half an hour, as every page fetches it ahead; no page around it is', async ({
  request,
}) => {
  for (const file of files.filter((name) => /^([a-z]{2,3}\/)?bao-tin\/.*index\.html$/.test(name))) {
    const response = await request.get(`/${file.replace(/index\.html$/, '')}`);
    const empty = /^([a-z]{2,3}\/)?bao-tin\/index\.html$/.test(file);
    expect(response.headers()['cache-control'], file).toBe(empty ? 'public, max-age=1800' : 'no-store');
  }
});

test('drawings may style themselves and do nothing else', async ({ request }) => {
  for (const file of files.filter((name) => name.endsWith('.svg'))) {
    const response = await request.get(`/${file}`);
    expect(directives(response.headers()['content-security-policy']), file).toEqual(
      directives("default-src 'none'; style-src 'unsafe-inline'; font-src data:"),
    );
  }
});

test('a poster comes as what it is, and a browser may show its PDF', async ({ request }) => {
  const types = { pdf: 'application/pdf', svg: 'image/svg+xml', png: 'image/png' };
  for (const [kind, type] of Object.entries(types)) {
    const response = await request.get(`/ap-phich/nhom-2/0.8x1.6.${kind}`);
    expect(response.status(), kind).toBe(200);
    expect(response.headers()['content-type']).toBe(type);
    expect(response.headers()['content-disposition']).toBeUndefined();
    if (kind === 'pdf') expect(response.headers()['content-security-policy']).toContain("object-src 'self'");
  }
});

test("the officer's tool comes as a download", async ({ request }) => {
  const response = await request.get(`/${deskFile}`);
  expect(response.status()).toBe(200);
  expect(response.headers()['content-disposition']).toMatch(/^attachment/);
  // A boolean: a failure should not print the whole tool.
  expect((await response.text()).includes('id="desk"')).toBe(true);
});

test('security.txt is served as plain text in UTF-8, as its standard asks', async ({ request }) => {
  const response = await request.get(`/${securityFile}`);
  expect(response.status()).toBe(200);
  expect(response.headers()['content-type']).toBe('text/plain; charset=utf-8');
  expect(await response.text()).toContain('\nExpires: ');
});

test('the earlier address of the sitemap leads to the one that robots.txt names', async ({ request }) => {
  const robots = await (await request.get('/robots.txt')).text();
  const response = await request.get('/sitemap.xml', { maxRedirects: 1 });
  expect(response.status()).toBe(200);
  expect(robots).toContain(`Sitemap: ${response.url()}`);
  expect(await response.text()).toContain('<sitemapindex');
});
