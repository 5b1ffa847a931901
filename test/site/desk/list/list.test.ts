import { beforeAll, describe, expect, it } from 'vitest';
import { batchAcks } from '../../../../site/desk/list/acks.ts';
import type { OpenedTip } from '../../../../site/desk/intake/intake.ts';
import type { InboxManifest } from '../../../../site/desk/intake/manifest.ts';
import {
  addressesOf,
  arrange,
  carriersOf,
  entriesByRow,
  entriesOf,
  isAnswerable,
  threadOf,
  type Row,
} from '../../../../site/desk/list/list.ts';
import type { Tip } from '../../../../site/envelope/tip.ts';
import type { Audience } from '../../../../worker/contract/audience.ts';
import { makeInbox, makeTip, manifestOf, type TestInbox } from '../fixtures.ts';

let commune: TestInbox;
let province: TestInbox;
beforeAll(async () => {
  [commune, province] = [await makeInbox('lung-phinh'), await makeInbox('lao-cai')];
});

const hashOf = (name: string) => Buffer.from(name.padEnd(32, '.')).toString('hex').slice(0, 64);
/** A tip whose file, as it was mailed, a manifest can name by `name`. */
const opened = (name: string, fields: Partial<Tip> = {}): OpenedTip => ({
  name: `${name}.tin`,
  hash: hashOf(`inside ${name}`),
  mailedHash: hashOf(name),
  tip: makeTip(commune, { text: name, ...fields }),
  files: [],
});
const manifest = (numbers: Record<number, string>, fields: Partial<InboxManifest> = {}, inbox = commune) =>
  manifestOf(
    inbox,
    Object.fromEntries(
      Object.entries(numbers).map(([number, name]) => [
        number,
        { hash: hashOf(name), bytes: new Uint8Array() },
      ]),
    ),
    fields,
  );
const say = (row: Row) =>
  'entry' in row ? `${row.place.number} ${row.entry.tip.text}` : `gap ${row.gap.from}-${row.gap.to}`;
const rows = (manifests: InboxManifest[], tips: OpenedTip[]) =>
  arrange({ manifests, tips }, 'lung-phinh').inboxes.map((list) => list.rows.map(say));

describe('the list', () => {
  it('puts tips in the order of their signed numbers, whatever order they were dropped in', () => {
    expect(
      rows([manifest({ 9: 'b', 10: 'c' }), manifest({ 8: 'a' })], [opened('c'), opened('a'), opened('b')]),
    ).toEqual([['8 a', '9 b', '10 c']]);
  });

  it('believes no number of a file that no signed manifest lists', () => {
    const list = arrange(
      {
        manifests: [manifest({ 4: 'a' })],
        tips: [opened('a'), { ...opened('x'), name: 'tin-000005-x.tin' }],
      },
      'lung-phinh',
    );
    expect(list.inboxes.map((inbox) => inbox.rows.map(say))).toEqual([['4 a']]);
    expect(list.unsigned.map((entry) => entry.tip.text)).toEqual(['x']);
  });

  it('finds the number also when the mail with the manifest is dropped after the file', () => {
    const tips = [opened('a')];
    expect(arrange({ manifests: [], tips }, 'lung-phinh').unsigned).toHaveLength(1);
    expect(rows([manifest({ 7: 'a' })], tips)).toEqual([['7 a']]);
  });

  it('keeps inboxes and audiences apart: the inbox of the key first, the unit before its oversight', () => {
    const manifests = [
      manifest({ 3: 'a' }, { to: 'oversight' }),
      manifest({ 1: 'b' }, { to: 'oversight' }, province),
      manifest({ 8: 'c' }),
      manifest({ 1: 'd' }, {}, province),
    ];
    const list = arrange({ manifests, tips: ['a', 'b', 'c', 'd'].map((name) => opened(name)) }, 'lao-cai');
    expect(list.inboxes.map(({ inbox, to, rows: of }) => [inbox, to, ...of.map(say)])).toEqual([
      ['lao-cai', 'unit', '1 d'],
      ['lao-cai', 'oversight', '1 b'],
      ['lung-phinh', 'unit', '8 c'],
      ['lung-phinh', 'oversight', '3 a'],
    ]);
  });

  it('shows a tip that was mailed to both audiences in both lists, as the one tip that it is', () => {
    const sealed = opened('same');
    const list = arrange(
      {
        manifests: [manifest({ 12: 'to unit' }), manifest({ 3: 'to oversight' }, { to: 'oversight' })],
        // Each mailing has a key of its own around the same age file.
        tips: ['to oversight', 'to unit'].map((name) => ({ ...sealed, mailedHash: hashOf(name) })),
      },
      'lao-cai',
    );
    expect(list.inboxes.map((inbox) => inbox.rows.map(say))).toEqual([['12 same'], ['3 same']]);
    const [entry, ...others] = entriesOf(list);
    expect(others).toEqual([]);
    expect(entriesByRow(list)).toEqual([entry, entry]);
    expect(entry?.places.map(({ to, number }) => [to, number])).toEqual([
      ['unit', 12],
      ['oversight', 3],
    ]);
    expect(entry).toMatchObject({ copies: 1, acks: [sealed.tip.ack] });
  });

  it('shows one file that version 1 mailed to both audiences in both lists', () => {
    const manifests = [manifest({ 5: 'a' }, { v: 1 }), manifest({ 5: 'a' }, { v: 1, to: 'oversight' })];
    expect(rows(manifests, [opened('a')])).toEqual([['5 a'], ['5 a']]);
    expect(entriesOf(arrange({ manifests, tips: [opened('a')] }, 'lung-phinh'))[0]?.copies).toBe(1);
  });

  it('shows a tip that version 1 and then version 2 mailed to oversight under the number that counts there', () => {
    const sealed = opened('same');
    const tips = ['old', 'new'].map((name) => ({ ...sealed, mailedHash: hashOf(name) }));
    const manifests = [
      manifest({ 4: 'old' }, { v: 1, to: 'oversight' }),
      manifest({ 30: 'new' }, { to: 'oversight' }),
    ];
    expect(rows(manifests, tips)).toEqual([['30 same']]);
  });

  it('takes no tip for that of another inbox, though it says the same', () => {
    const [here, there] = [opened('same', { id: '1'.repeat(32) }), opened('same', { id: '1'.repeat(32) })];
    const tips = [here, { ...there, mailedHash: hashOf('there') }];
    const list = arrange(
      { manifests: [manifest({ 1: 'same' }), manifest({ 1: 'there' }, {}, province)], tips },
      'x',
    );
    expect(entriesOf(list).map(({ inbox, acks }) => [inbox, acks])).toEqual([
      ['lao-cai', [there.tip.ack]],
      ['lung-phinh', [here.tip.ack]],
    ]);
  });

  it('knows an open tip again when the manifest that numbers it is dropped after it', () => {
    const tips = [opened('a')];
    const keyIn = (manifests: InboxManifest[]) =>
      entriesOf(arrange({ manifests, tips }, 'lung-phinh'))[0]?.key;
    for (const to of ['unit', 'oversight'] as const)
      expect(keyIn([manifest({ 7: 'a' }, { to })])).toBe(keyIn([]));
  });

  it('shows the newest morning mail of each audience', () => {
    const beat = (hour: string, last: number, to: Audience) =>
      manifest({}, { kind: 'heartbeat', hour, last, to });
    const manifests = [
      beat('2026-11-21T00', 41, 'unit'),
      beat('2026-11-21T00', 4, 'oversight'),
      beat('2026-11-20T00', 40, 'unit'),
      beat('2026-11-20T00', 5, 'oversight'),
    ];
    expect(arrange({ manifests, tips: [] }, 'lung-phinh').inboxes.map(({ heartbeat }) => heartbeat)).toEqual([
      expect.objectContaining({ hour: '2026-11-21T00', last: 41 }),
      expect.objectContaining({ hour: '2026-11-21T00', last: 4 }),
    ]);
  });
});

describe('gaps', () => {
  it('are the numbers between the lowest and the last that nobody dropped', () => {
    expect(
      rows([manifest({ 11: 'a' }), manifest({ 14: 'b', 15: 'c' })], [opened('a'), opened('b'), opened('c')]),
    ).toEqual([['11 a', 'gap 12-13', '14 b', '15 c']]);
  });

  it('reach to the last number of a morning mail', () => {
    expect(
      rows([manifest({ 40: 'a' }), manifest({}, { kind: 'heartbeat', last: 43 })], [opened('a')]),
    ).toEqual([['40 a', 'gap 41-43']]);
  });

  it('hold a tip whose mail came without its attachment', () => {
    expect(rows([manifest({ 5: 'cut off', 6: 'a' })], [opened('a')])).toEqual([['gap 5-5', '6 a']]);
  });

  it('are not claimed from a morning mail alone', () => {
    expect(rows([manifest({}, { kind: 'heartbeat', last: 41 })], [])).toEqual([[]]);
  });

  it('are counted for each inbox and each audience on its own', () => {
    const manifests = [
      manifest({ 1: 'a', 2: 'b' }),
      manifest({ 2: 'c', 5: 'd' }, { to: 'oversight', last: 6 }),
      manifest({ 7: 'e' }, {}, province),
    ];
    const tips = ['a', 'b', 'c', 'd', 'e'].map((name) => opened(name));
    expect(rows(manifests, tips)).toEqual([['1 a', '2 b'], ['2 c', 'gap 3-4', '5 d', 'gap 6-6'], ['7 e']]);
  });

  it('are not claimed from mails of version 1 to oversight, which named some numbers of the unit', () => {
    const old = manifest({ 2: 'a', 9: 'b' }, { v: 1, to: 'oversight', last: 20 });
    const beat = manifest({}, { v: 1, kind: 'heartbeat', to: 'oversight', last: 30 });
    expect(rows([old, beat], [opened('a'), opened('b')])).toEqual([['2 a', '9 b']]);
  });

  it('of oversight are not closed, widened or begun by a number of version 1', () => {
    const manifests = [
      manifest({ 4: 'a', 40: 'b' }, { v: 1, to: 'oversight', last: 90 }),
      manifest({ 3: 'c', 5: 'd' }, { to: 'oversight' }),
    ];
    const tips = ['a', 'b', 'c', 'd'].map((name) => opened(name));
    expect(rows(manifests, tips)).toEqual([['4 a', '40 b', '3 c', 'gap 4-4', '5 d']]);
  });

  it('of the unit are closed by a tip that version 1 mailed to oversight under its number', () => {
    const manifests = [manifest({ 1: 'a', 3: 'c' }), manifest({ 2: 'b' }, { v: 1, to: 'oversight' })];
    expect(rows(manifests, [opened('a'), opened('b'), opened('c')])).toEqual([['1 a', '3 c'], ['2 b']]);
  });

  it('of the unit run on from version 1 to version 2', () => {
    const manifests = [
      manifest({ 1: 'a', 2: 'b' }, { v: 1, last: 3 }),
      manifest({ 5: 'c' }),
      manifest({ 2: 'b again' }),
    ];
    expect(rows(manifests, [opened('a'), opened('b'), opened('c')])).toEqual([
      ['1 a', '2 b', 'gap 3-4', '5 c'],
    ]);
  });

  it('are not begun by what was mailed again, long after the numbers beside it', () => {
    const manifests = [manifest({ 201: 'a', 202: 'b' }), manifest({ 3: 'old' }, { again: true, last: 202 })];
    const tips = ['a', 'b', 'old'].map((name) => opened(name));
    expect(rows(manifests, tips)).toEqual([['3 old', '201 a', '202 b']]);
    expect(rows([manifest({ 3: 'old' }, { again: true, last: 202 })], [opened('old')])).toEqual([['3 old']]);
  });

  it('are closed by a file that is here as it was mailed, though it does not open', () => {
    const faults = [{ name: 'x', fault: 'wrong-key' as const, hashes: [hashOf('shut')] }];
    const list = arrange(
      { manifests: [manifest({ 1: 'a', 2: 'shut', 3: 'gone' })], tips: [opened('a')], faults },
      'lung-phinh',
    );
    expect(list.inboxes[0]?.gaps).toEqual([{ from: 3, to: 3 }]);
  });

  it('are closed by a tip mailed again, which comes as another file under its number', () => {
    const manifests = [manifest({ 1: 'a', 2: 'lost' }), manifest({ 2: 'again' })];
    expect(rows(manifests, [opened('a')])).toEqual([['1 a', 'gap 2-2']]);
    expect(rows(manifests, [opened('a'), opened('again')])).toEqual([['1 a', '2 again']]);
  });

  it('stay cheap when the last number is huge', () => {
    expect(rows([manifest({ 1: 'a' }, { last: 900_000_000 })], [opened('a')])).toEqual([
      ['1 a', 'gap 2-900000000'],
    ]);
  });
});

describe('copies', () => {
  const only = (manifests: InboxManifest[], tips: OpenedTip[]) => {
    const [entry, ...others] = entriesOf(arrange({ manifests, tips }, 'lung-phinh'));
    expect(others).toEqual([]);
    return entry;
  };

  it('are not made by dropping one file several times', () => {
    const tip = opened('a');
    expect(only([manifest({ 1: 'a' })], [tip, tip, tip])?.copies).toBe(1);
  });

  it('are not made by mailing one tip again under its number', () => {
    const tip = opened('a');
    const again = { ...tip, mailedHash: hashOf('again') };
    const entry = only([manifest({ 1: 'a' }), manifest({ 1: 'again' })], [tip, again]);
    expect(entry).toMatchObject({ copies: 1, acks: [tip.tip.ack] });
    expect(entry?.places.map(({ number }) => number)).toEqual([1]);
  });

  it('are as many as the numbers under which the line took one file', () => {
    const tip = opened('a');
    const replayed = { ...tip, mailedHash: hashOf('replayed') };
    expect(only([manifest({ 1: 'a', 2: 'replayed' })], [tip, replayed])?.copies).toBe(2);
  });

  it('are as many as the files where no manifest numbers them', () => {
    const tip = opened('a', { id: '4'.repeat(32) });
    const sealedAgain = { ...tip, hash: hashOf('b'), mailedHash: hashOf('b') };
    expect(only([], [tip, sealedAgain, sealedAgain])?.copies).toBe(2);
    expect(only([manifest({ 1: 'a' })], [tip, sealedAgain])?.copies).toBe(2);
  });

  it('that a phone sealed twice are folded, keep both numbers and both acks, and leave no gap', () => {
    const [first, second] = [opened('same', { id: '1'.repeat(32) }), opened('same', { id: '1'.repeat(32) })];
    const manifests = [manifest({ 1: 'one', 2: 'two' })];
    const list = arrange(
      {
        manifests,
        tips: [
          { ...second, mailedHash: hashOf('two') },
          { ...first, mailedHash: hashOf('one') },
        ],
      },
      'lung-phinh',
    );
    expect(list.inboxes.map((inbox) => inbox.rows.map(say))).toEqual([['1 same']]);
    expect(entriesOf(list)[0]?.places.map(({ number }) => number)).toEqual([1, 2]);
    expect(new Set(entriesOf(list)[0]?.acks)).toEqual(new Set([first.tip.ack, second.tip.ack]));
  });

  it('are not folded by the id alone, which its sender chooses: no text can hide another', () => {
    const id = '2'.repeat(32);
    const list = arrange(
      { manifests: [], tips: [opened('one text', { id }), opened('another', { id })] },
      'lung-phinh',
    );
    expect(list.unsigned).toHaveLength(2);
  });

  it('from the line speak for those from nowhere', () => {
    const id = '3'.repeat(32);
    const [foreign, signed] = [
      opened('same', { id }),
      { ...opened('same', { id }), hash: hashOf('x'), mailedHash: hashOf('signed'), name: 'signed.tin' },
    ];
    const [entry] = entriesOf(
      arrange({ manifests: [manifest({ 6: 'signed' })], tips: [foreign, signed] }, 'lung-phinh'),
    );
    expect(entry).toMatchObject({ name: 'signed.tin', places: [{ number: 6 }], copies: 2 });
  });
});

describe('acks', () => {
  const entries = (tips: OpenedTip[], manifests: InboxManifest[] = []) =>
    entriesOf(arrange({ manifests, tips }, 'lung-phinh'));

  it('go in batches of at most 200, one inbox each', () => {
    const tips = Array.from({ length: 201 }, (_, index) => opened(`t${index}`));
    const far = opened('far', { inbox: 'lao-cai' });
    expect(
      batchAcks(entries([...tips, far]), 'lung-phinh').map(({ inbox, acks, tips: count }) => [
        inbox,
        acks.length,
        count,
      ]),
    ).toEqual([
      ['lung-phinh', 200, 200],
      ['lung-phinh', 1, 1],
      ['lao-cai', 1, 1],
    ]);
  });

  it('of a tip sealed twice are two, and the tip is one', () => {
    const tips = [1, 2].map((copy) => ({
      ...opened('same', { id: '1'.repeat(32) }),
      mailedHash: hashOf(`${copy}`),
    }));
    expect(batchAcks(entries(tips), 'lung-phinh')).toEqual([
      { inbox: 'lung-phinh', to: null, acks: tips.map(({ tip }) => tip.ack), tips: 1 },
    ]);
  });

  it('go to the inbox that the line names, not to the one that the tip names', () => {
    const tip = opened('a', { inbox: 'somewhere-else' });
    expect(batchAcks(entries([tip], [manifest({ 1: 'a' })]), 'lung-phinh')).toEqual([
      { inbox: 'lung-phinh', to: 'unit', acks: [tip.tip.ack], tips: 1 },
    ]);
  });

  it('say as whom the tip was read, unless it was as both', () => {
    const tips = [opened('a'), opened('b'), opened('c')];
    const oversight = { to: 'oversight' } as const;
    const manifests = [manifest({ 1: 'a', 2: 'c' }), manifest({ 1: 'b', 2: 'c' }, oversight)];
    expect(
      batchAcks(entries(tips, manifests), 'lung-phinh').map(({ to, acks }) => [to, acks.length]),
    ).toEqual([
      ['unit', 1],
      [null, 1],
      ['oversight', 1],
    ]);
  });

  it('carry nothing that a tip from nowhere wrote where its inbox should stand', () => {
    const tip = opened('a', { inbox: 'Nhà ông A, số 5' });
    expect(batchAcks(entries([tip]), 'lung-phinh')).toEqual([
      { inbox: 'lung-phinh', to: null, acks: [tip.tip.ack], tips: 1 },
    ]);
  });
});

describe('a thread', () => {
  const [one, two] = ['1'.repeat(32), '2'.repeat(32)];
  const dropped = () =>
    arrange(
      {
        manifests: [manifest({ 4: 'more', 2: 'first', 3: 'other' })],
        tips: [
          opened('more', { thread: one, type: 'followup' }),
          opened('first', { thread: one }),
          opened('other', { thread: two }),
          opened('old phone', { thread: null }),
          opened('old phone too', { thread: null }),
          opened('unsigned', { thread: one, type: 'followup' }),
        ],
      },
      'lung-phinh',
    );
  const threadFrom = (text: string) => {
    const entries = entriesOf(dropped());
    const entry = entries.find(({ tip }) => tip.text === text);
    return entry && threadOf(entry, entries).map(({ tip }) => tip.text);
  };

  it('gathers the tips of one sender, in the order of the list, whichever of them is open', () => {
    for (const text of ['first', 'more', 'unsigned'])
      expect(threadFrom(text)).toEqual(['first', 'more', 'unsigned']);
    expect(threadFrom('other')).toEqual(['other']);
  });

  it('never gathers tips that name no thread', () => {
    expect(threadFrom('old phone')).toEqual(['old phone']);
  });
});

describe('the address for a reply', () => {
  const reply = { pk: 'age1pq1aaa', box: 'b'.repeat(43) };

  it('is carried by those tips alone whose recipient and box both fit', () => {
    const tips = [
      opened('hers', { reply }),
      opened('hers too', { reply, type: 'followup' }),
      opened('same box', { reply: { ...reply, pk: 'age1pq1bbb' } }),
      opened('same recipient', { reply: { ...reply, box: 'c'.repeat(43) } }),
      opened('none'),
    ];
    const entries = entriesOf(arrange({ manifests: [], tips }, 'lung-phinh'));
    expect(carriersOf(reply, entries).map(({ tip }) => tip.text)).toEqual(['hers', 'hers too']);
    expect(carriersOf({ pk: 'age1pq1zzz', box: reply.box }, entries)).toEqual([]);
  });

  it('keeps two tips apart that say the same but want their reply elsewhere', () => {
    const id = '3'.repeat(32);
    const tips = [
      opened('same', { id, reply }),
      { ...opened('same', { id, reply: { ...reply, box: 'c'.repeat(43) } }), mailedHash: hashOf('x') },
      { ...opened('same', { id, reply, thread: '1'.repeat(32) }), mailedHash: hashOf('y') },
    ];
    expect(arrange({ manifests: [], tips }, 'lung-phinh').unsigned).toHaveLength(3);
  });
});

describe('tips that one answer goes to', () => {
  const [mine, other] = [
    { pk: 'age1pq1a', box: 'A' },
    { pk: 'age1pq1b', box: 'B' },
  ];
  const entries = () =>
    arrange(
      {
        manifests: [],
        tips: [
          opened('a', { reply: mine }),
          opened('b', { reply: mine, type: 'followup' }),
          opened('c', { reply: other }),
          opened('d'),
          opened('e', { reply: other, inbox: 'lao-cai' }),
        ],
      },
      'lung-phinh',
    ).unsigned;

  it('are those of this inbox that name an address', () => {
    expect(
      entries()
        .filter((entry) => isAnswerable(entry, 'lung-phinh'))
        .map(({ tip }) => tip.text),
    ).toEqual(['a', 'b', 'c']);
  });

  it('give each mailbox once, though its owner wrote several', () => {
    expect(addressesOf(entries())).toEqual([mine, other]);
  });
});
