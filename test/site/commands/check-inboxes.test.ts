import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { beforeAll, describe, expect, test } from 'vitest';
import inboxes from '../../../content/inboxes.json' with { type: 'json' };
import { checkInboxes, type GuardInput, type InboxEntry } from '../../../site/commands/keys/check-inboxes.ts';
import { fingerprintOf, kidHexOf } from '../../../site/envelope/keys.ts';
import { saySixDigits } from '../../../site/text/groups.ts';

const recipient = async () => identityToRecipient(await generateHybridIdentity());
const key = 'A'.repeat(43);
const otherKey = 'B'.repeat(43);
const demoKids = inboxes
  .map(({ id, recipients: [one = '', two = ''], replyKey }) => `${kidHexOf([one, two])} ${id} ${replyKey}`)
  .join('\n');

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
    kids: `# released\n\n${kid} xa ${key} # checked\n`,
    production: true,
    ...settings,
  });
}

const refuses = (sentences: string[], pattern: RegExp) => {
  expect(sentences).toEqual([expect.stringMatching(pattern)]);
};

describe('a production build', () => {
  test('goes through when inboxes and kids agree', () => {
    expect(check()).toEqual([]);
  });

  test('goes through without any inbox: the tip page then says the line is not open', () => {
    expect(check({}, { inboxes: [], kids: '' })).toEqual([]);
  });

  test('refuses every demo key, and says how to make a real one', () => {
    const sentences = check({}, { inboxes, kids: demoKids });
    expect(sentences).toHaveLength(inboxes.length * 3);
    for (const sentence of sentences) expect(sentence).toMatch(/khóa chạy thử.*npm run keys/);
  });
});

describe('any build', () => {
  test('takes demo keys when it is a local one', () => {
    expect(check({}, { inboxes, kids: demoKids, production: false })).toEqual([]);
  });

  test('refuses an inbox with one recipient, or with three', () => {
    refuses(check({ recipients: [unit] }, { kids: '' }), /đúng hai khóa/);
    refuses(check({ recipients: [unit, above, other] }), /đúng hai khóa/);
    refuses(check({ recipients: undefined }, { kids: '' }), /đúng hai khóa/);
  });

  test('refuses the same recipient twice', () => {
    refuses(
      check({ recipients: [unit, unit] }, { kids: `${kidHexOf([unit, unit])} xa ${key}` }),
      /giống nhau/,
    );
  });

  test('refuses a recipient that is no hybrid one', async () => {
    const classic = await identityToRecipient(await generateX25519Identity());
    refuses(
      check({ recipients: [unit, classic] }, { kids: `${kidHexOf([unit, classic])} xa ${key}` }),
      /thứ 2 sai/,
    );
  });

  test('refuses a recipient with one letter wrong', () => {
    const wrong = unit.replace(/.$/, (last) => (last === 'q' ? 'p' : 'q'));
    refuses(
      check({ recipients: [wrong, above] }, { kids: `${kidHexOf([wrong, above])} xa ${key}` }),
      /thứ 1 sai/,
    );
  });

  test('refuses an inbox without oversight', () => {
    refuses(check({ oversight: undefined }), /cấp trên/);
    refuses(check({ oversight: ' ' }), /cấp trên/);
  });

  test('refuses an inbox without a reply key', () => {
    refuses(check({ replyKey: undefined }), /replyKey/);
  });

  test('refuses a key that nobody released, and names it as the command and the pages do', () => {
    const digits = saySixDigits(fingerprintOf([unit, above]));
    expect(digits).toMatch(/^\d{3} \d{3}$/);
    refuses(check({}, { kids: '' }), new RegExp(`khóa ${kid} \\(sáu số ${digits}\\).*npm run inbox`));
  });

  test('refuses a key swapped in content alone', () => {
    const swapped = kidHexOf([other, above]);
    const sentences = check({ recipients: [other, above] });
    expect(sentences).toEqual([
      expect.stringMatching(new RegExp(`${swapped}.*không có trong worker/kids\\.txt`)),
      expect.stringContaining(kid),
    ]);
  });

  test('refuses a reply key swapped in content alone, or in kids.txt alone', () => {
    refuses(check({ replyKey: otherKey }), /khóa ký trả lời.*khác với worker\/kids\.txt/);
    refuses(check({}, { kids: `${kid} xa ${otherKey}` }), /khóa ký trả lời.*khác với worker\/kids\.txt/);
  });

  test('takes a retired key with the reply key of its time', () => {
    const old = kidHexOf([other, above]);
    expect(check({ retired: [old] }, { kids: `${kid} xa ${key}\n${old} xa ${otherKey}` })).toEqual([]);
  });

  test('refuses a key released for another inbox', () => {
    refuses(check({}, { kids: `${kid} phuong ${key}` }), /không có hộp thư này/);
  });

  test('refuses a current key that is revoked or retired', () => {
    expect(check({ revoked: [kid] }, { kids: `${kid} xa ${key} revoked` })).toEqual([
      expect.stringMatching(/còn dùng khóa/),
    ]);
    expect(check({ retired: [kid] })).toEqual([expect.stringMatching(/còn dùng khóa/)]);
  });

  test('takes a closed inbox whose last key is revoked', () => {
    expect(check({ closed: true, revoked: [kid] }, { kids: `${kid} xa ${key} revoked` })).toEqual([]);
    expect(check({ closed: true, retired: [kid] })).toEqual([expect.stringMatching(/còn dùng khóa/)]);
  });

  test('keeps a retired key, and refuses one that kids.txt does not know', () => {
    const old = kidHexOf([other, above]);
    expect(check({ retired: [old] }, { kids: `${kid} xa ${key}\n${old} xa ${key}` })).toEqual([]);
    refuses(check({ retired: [old] }), /khóa cũ .* không có/);
  });

  test('refuses revocations that stand on one side only', () => {
    const old = kidHexOf([other, above]);
    expect(check({ revoked: [old] }, { kids: `${kid} xa ${key}\n${old} xa ${key} revoked` })).toEqual([]);
    refuses(check({ revoked: [old] }, { kids: `${kid} xa ${key}\n${old} xa ${key}` }), /thêm chữ revoked/);
    refuses(check({}, { kids: `${kid} xa ${key}\n${old} xa ${key} revoked` }), /không ghi nó vào revoked/);
  });

  test('refuses a released key that no inbox uses, and never says to take its line away', () => {
    refuses(
      check({}, { kids: `${kid} xa ${key}\n${kidHexOf([other, above])} xa ${key}` }),
      /chạy lại\. Nếu đây là khóa cũ, ghi nó vào "retired" .* để dòng này lại/,
    );
  });

  test('refuses a line of kids.txt it cannot read, naming its number', () => {
    refuses(check({}, { kids: `${kid} xa ${key}\n${kid.toUpperCase()} xa ${key}` }), /dòng 2 sai/);
    refuses(check({}, { kids: `${kid} xa ${key}\n${'1'.repeat(16)} xa ${key} gone` }), /dòng 2 sai/);
    for (const old of ['xa', 'xa revoked', `xa ${key.slice(1)}`, `xa ${key}=`]) {
      refuses(check({}, { kids: `${kid} xa ${key}\n${'1'.repeat(16)} ${old}` }), /dòng 2 sai/);
    }
  });

  test('refuses a kid or an inbox that stands twice', () => {
    refuses(check({}, { kids: `${kid} xa ${key}\n${kid} xa ${key}` }), /đứng hai lần/);
    const entry = { id: 'xa', oversight: 'Công an tỉnh', recipients: [unit, above], replyKey: key };
    refuses(check({}, { inboxes: [entry, entry] }), /đứng hai lần/);
  });
});
