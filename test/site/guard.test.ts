import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { beforeAll, describe, expect, test } from 'vitest';
import inboxes from '../../content/inboxes.json' with { type: 'json' };
import { checkInboxes, type GuardInput, type InboxEntry } from '../../site/commands/guard.ts';
import { kidHexOf } from '../../site/envelope/keys.ts';

const recipient = async () => identityToRecipient(await generateHybridIdentity());
const key = 'A'.repeat(43);

let unit: string;
let above: string;
let other: string;
let kid: string;
beforeAll(async () => {
  [unit, above, other] = await Promise.all([recipient(), recipient(), recipient()]);
  kid = kidHexOf([unit, above]);
});

/** A production build that nothing is wrong with, changed by one thing. */
function check(inbox: Partial<InboxEntry> = {}, settings: Partial<GuardInput> = {}): string[] {
  const entry = { id: 'xa', oversight: 'Công an tỉnh', recipients: [unit, above], replyKey: key, ...inbox };
  return checkInboxes({
    inboxes: [entry],
    kids: `# released\n\n${kid} xa # checked\n`,
    production: true,
    siteUrl: 'https://la-chan.gov.vn',
    mailPublicKey: key,
    ...settings,
  });
}

const refuses = (sentences: string[], pattern: RegExp) => {
  expect(sentences).toEqual([expect.stringMatching(pattern)]);
};

describe('a production build', () => {
  test('goes through when inboxes, kids and settings agree', () => {
    expect(check()).toEqual([]);
  });

  test('goes through without any inbox: the tip page then says the line is not open', () => {
    expect(check({}, { inboxes: [], kids: '' })).toEqual([]);
  });

  test('refuses every demo key, and says how to make a real one', () => {
    const kids = inboxes.map(({ id, recipients: [one, two] }) => `${kidHexOf([one, two])} ${id}`).join('\n');
    const sentences = check({}, { inboxes, kids });
    expect(sentences).toHaveLength(inboxes.length * 2);
    for (const sentence of sentences) expect(sentence).toMatch(/khóa chạy thử.*npm run keys/);
  });

  test.each([
    undefined,
    '',
    'la-chan.gov.vn',
    'http://la-chan.gov.vn',
    'https://localhost',
    'https://a.test',
    'https://10.0.0.1',
    'https://[::1]',
    'https://la-chan.gov.vn/lao-cai',
    'https://u@la-chan.gov.vn',
  ])('refuses SITE_URL=%s', (siteUrl) => refuses(check({}, { siteUrl }), /SITE_URL/));

  test.each([undefined, '', 'A'.repeat(42), `${'A'.repeat(42)}=`])(
    'refuses MAIL_PUBLIC_KEY=%s',
    (mailPublicKey) => refuses(check({}, { mailPublicKey }), /MAIL_PUBLIC_KEY/),
  );

  test("refuses this machine's own mail key", () => {
    refuses(check({}, { localMailPublicKey: key }), /khóa chạy thử trên máy này/);
  });
});

describe('any build', () => {
  test('takes demo keys and a loopback address when it is a local one', () => {
    const kids = inboxes.map(({ id, recipients: [one, two] }) => `${kidHexOf([one, two])} ${id}`).join('\n');
    const local = { production: false, siteUrl: undefined, mailPublicKey: undefined };
    expect(check({}, { inboxes, kids, ...local })).toEqual([]);
  });

  test('refuses an inbox with one recipient, or with three', () => {
    refuses(check({ recipients: [unit] }, { kids: '' }), /đúng hai khóa/);
    refuses(check({ recipients: [unit, above, other] }), /đúng hai khóa/);
    refuses(check({ recipients: undefined }, { kids: '' }), /đúng hai khóa/);
  });

  test('refuses the same recipient twice', () => {
    refuses(check({ recipients: [unit, unit] }, { kids: `${kidHexOf([unit, unit])} xa` }), /giống nhau/);
  });

  test('refuses a recipient that is no hybrid one', async () => {
    const classic = await identityToRecipient(await generateX25519Identity());
    refuses(check({ recipients: [unit, classic] }, { kids: `${kidHexOf([unit, classic])} xa` }), /thứ 2 sai/);
  });

  test('refuses a recipient with one letter wrong', () => {
    const wrong = unit.replace(/.$/, (last) => (last === 'q' ? 'p' : 'q'));
    refuses(check({ recipients: [wrong, above] }, { kids: `${kidHexOf([wrong, above])} xa` }), /thứ 1 sai/);
  });

  test('refuses an inbox without oversight', () => {
    refuses(check({ oversight: undefined }), /cấp trên/);
    refuses(check({ oversight: ' ' }), /cấp trên/);
  });

  test('refuses an inbox without a reply key', () => {
    refuses(check({ replyKey: undefined }), /replyKey/);
  });

  test('refuses a key that nobody released, and gives the line to add', () => {
    refuses(check({}, { kids: '' }), new RegExp(`thêm dòng "${kid} xa"`));
  });

  test('refuses a key swapped in content alone', () => {
    const swapped = kidHexOf([other, above]);
    const sentences = check({ recipients: [other, above] });
    expect(sentences).toEqual([expect.stringContaining(`"${swapped} xa"`), expect.stringContaining(kid)]);
  });

  test('refuses a key released for another inbox', () => {
    refuses(check({}, { kids: `${kid} phuong` }), /không có hộp thư này/);
  });

  test('refuses a current key that is revoked or retired', () => {
    expect(check({ revoked: [kid] }, { kids: `${kid} xa revoked` })).toEqual([
      expect.stringMatching(/còn dùng khóa/),
    ]);
    expect(check({ retired: [kid] })).toEqual([expect.stringMatching(/còn dùng khóa/)]);
  });

  test('keeps a retired key, and refuses one that kids.txt does not know', () => {
    const old = kidHexOf([other, above]);
    expect(check({ retired: [old] }, { kids: `${kid} xa\n${old} xa` })).toEqual([]);
    refuses(check({ retired: [old] }), /khóa cũ .* không có/);
  });

  test('refuses revocations that stand on one side only', () => {
    const old = kidHexOf([other, above]);
    expect(check({ revoked: [old] }, { kids: `${kid} xa\n${old} xa revoked` })).toEqual([]);
    refuses(check({ revoked: [old] }, { kids: `${kid} xa\n${old} xa` }), /thêm chữ revoked/);
    refuses(check({}, { kids: `${kid} xa\n${old} xa revoked` }), /không ghi nó vào revoked/);
  });

  test('refuses a released key that no inbox uses', () => {
    refuses(check({}, { kids: `${kid} xa\n${kidHexOf([other, above])} xa` }), /Bỏ dòng này/);
  });

  test('refuses a line of kids.txt it cannot read, naming its number', () => {
    refuses(check({}, { kids: `${kid} xa\n${kid.toUpperCase()} xa` }), /dòng 2 sai/);
    refuses(check({}, { kids: `${kid} xa\n${'1'.repeat(16)} xa gone` }), /dòng 2 sai/);
  });

  test('refuses a kid or an inbox that stands twice', () => {
    refuses(check({}, { kids: `${kid} xa\n${kid} xa` }), /đứng hai lần/);
    const entry = { id: 'xa', oversight: 'Công an tỉnh', recipients: [unit, above], replyKey: key };
    refuses(check({}, { inboxes: [entry, entry] }), /đứng hai lần/);
  });
});
