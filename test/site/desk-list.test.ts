import { beforeAll, describe, expect, it } from 'vitest';
import { batchAcks } from '../../site/desk/acks.ts';
import type { OpenedTip } from '../../site/desk/intake.ts';
import {
  addressesOf,
  arrange,
  carriersOf,
  entriesOf,
  isAnswerable,
  threadOf,
  type Row,
} from '../../site/desk/list.ts';
import type { Tip } from '../../site/envelope/tip.ts';
import type { MailNote } from '../../worker/contract.ts';
import { makeInbox, makeTip, noteOf, type TestInbox } from './desk-fixtures.ts';

let commune: TestInbox;
let province: TestInbox;
beforeAll(async () => {
  [commune, province] = [await makeInbox('lung-phinh'), await makeInbox('lao-cai')];
});

const hashOf = (name: string) => Buffer.from(name.padEnd(32, '.')).toString('hex').slice(0, 64);
const opened = (name: string, fields: Partial<Tip> = {}): OpenedTip => ({
  name: `${name}.age`,
  hash: hashOf(name),
  tip: makeTip(commune, { text: name, ...fields }),
  files: [],
});
const note = (numbers: Record<number, string>, fields: Partial<MailNote> = {}, inbox = commune) =>
  noteOf(
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
  'entry' in row
    ? `${row.entry.numbers.join('+')} ${row.entry.tip.text}`
    : `gap ${row.gap.from}-${row.gap.to}`;
const rows = (notes: MailNote[], tips: OpenedTip[]) =>
  arrange({ notes, tips }, 'lung-phinh').inboxes.map((list) => list.rows.map(say));

describe('the list', () => {
  it('puts tips in the order of their signed numbers, whatever order they were dropped in', () => {
    expect(
      rows([note({ 9: 'b', 10: 'c' }), note({ 8: 'a' })], [opened('c'), opened('a'), opened('b')]),
    ).toEqual([['8 a', '9 b', '10 c']]);
  });

  it('believes no number of a file that no signed note lists', () => {
    const list = arrange(
      { notes: [note({ 4: 'a' })], tips: [opened('a'), { ...opened('x'), name: 'tin-000005-x.age' }] },
      'lung-phinh',
    );
    expect(list.inboxes.map((inbox) => inbox.rows.map(say))).toEqual([['4 a']]);
    expect(list.unsigned.map((entry) => entry.tip.text)).toEqual(['x']);
  });

  it('finds the number also when the mail with the note is dropped after the file', () => {
    const tips = [opened('a')];
    expect(arrange({ notes: [], tips }, 'lung-phinh').unsigned).toHaveLength(1);
    expect(rows([note({ 7: 'a' })], tips)).toEqual([['7 a']]);
  });

  it('keeps the inboxes of an oversight key apart, its own first', () => {
    const notes = [note({ 3: 'a' }, { to: 'oversight' }), note({ 1: 'b' }, {}, province)];
    const list = arrange({ notes, tips: [opened('a'), opened('b')] }, 'lao-cai');
    expect(list.inboxes.map(({ inbox }) => inbox)).toEqual(['lao-cai', 'lung-phinh']);
  });

  it('shows the newest morning mail', () => {
    const beat = (hour: string, last: number) => note({}, { kind: 'heartbeat', hour, last });
    const [inbox] = arrange(
      { notes: [beat('2026-11-21T00', 41), beat('2026-11-20T00', 40)], tips: [] },
      'lung-phinh',
    ).inboxes;
    expect(inbox?.heartbeat).toMatchObject({ hour: '2026-11-21T00', last: 41 });
  });
});

describe('gaps', () => {
  it('are the numbers between the lowest and the last that nobody dropped', () => {
    expect(
      rows([note({ 11: 'a' }), note({ 14: 'b', 15: 'c' })], [opened('a'), opened('b'), opened('c')]),
    ).toEqual([['11 a', 'gap 12-13', '14 b', '15 c']]);
  });

  it('reach to the last number of a morning mail', () => {
    expect(rows([note({ 40: 'a' }), note({}, { kind: 'heartbeat', last: 43 })], [opened('a')])).toEqual([
      ['40 a', 'gap 41-43'],
    ]);
  });

  it('hold a tip whose mail came without its attachment', () => {
    expect(rows([note({ 5: 'cut off', 6: 'a' })], [opened('a')])).toEqual([['gap 5-5', '6 a']]);
  });

  it('are not claimed from a morning mail alone', () => {
    expect(rows([note({}, { kind: 'heartbeat', last: 41 })], [])).toEqual([[]]);
  });

  it('are not claimed from mails to oversight, which gets only some of the tips', () => {
    expect(
      rows([note({ 2: 'a', 9: 'b' }, { to: 'oversight', last: 20 })], [opened('a'), opened('b')]),
    ).toEqual([['2 a', '9 b']]);
  });

  it('are closed by a tip that came by way of oversight', () => {
    const notes = [note({ 1: 'a', 3: 'c' }), note({ 2: 'b' }, { to: 'oversight' })];
    expect(rows(notes, [opened('a'), opened('b'), opened('c')])).toEqual([['1 a', '2 b', '3 c']]);
  });

  it('are counted for each inbox on its own', () => {
    const notes = [note({ 1: 'a', 2: 'b' }), note({ 7: 'c' }, {}, province)];
    expect(rows(notes, [opened('a'), opened('b'), opened('c')])).toEqual([['1 a', '2 b'], ['7 c']]);
  });

  it('stay cheap when the last number is huge', () => {
    expect(rows([note({ 1: 'a' }, { last: 900_000_000 })], [opened('a')])).toEqual([
      ['1 a', 'gap 2-900000000'],
    ]);
  });
});

describe('copies', () => {
  it('of one file are folded', () => {
    const tip = opened('a');
    const [entry, ...others] = entriesOf(
      arrange({ notes: [note({ 1: 'a' })], tips: [tip, tip, tip] }, 'lung-phinh'),
    );
    expect(entry?.copies).toBe(3);
    expect(others).toEqual([]);
  });

  it('that a phone sealed twice are folded, keep both numbers and both acks, and leave no gap', () => {
    const [first, second] = [opened('same', { id: '1'.repeat(32) }), opened('same', { id: '1'.repeat(32) })];
    const notes = [note({ 1: 'one', 2: 'two' })];
    const list = arrange(
      {
        notes,
        tips: [
          { ...second, hash: hashOf('two') },
          { ...first, hash: hashOf('one') },
        ],
      },
      'lung-phinh',
    );
    expect(list.inboxes.map((inbox) => inbox.rows.map(say))).toEqual([['1+2 same']]);
    expect(new Set(entriesOf(list)[0]?.acks)).toEqual(new Set([first.tip.ack, second.tip.ack]));
  });

  it('are not folded by the id alone, which its sender chooses: no text can hide another', () => {
    const id = '2'.repeat(32);
    const list = arrange(
      { notes: [], tips: [opened('one text', { id }), opened('another', { id })] },
      'lung-phinh',
    );
    expect(list.unsigned).toHaveLength(2);
  });

  it('from the line speak for those from nowhere', () => {
    const id = '3'.repeat(32);
    const [foreign, signed] = [
      opened('same', { id }),
      { ...opened('same', { id }), hash: hashOf('signed'), name: 'signed.age' },
    ];
    const [entry] = entriesOf(
      arrange({ notes: [note({ 6: 'signed' })], tips: [foreign, signed] }, 'lung-phinh'),
    );
    expect(entry).toMatchObject({ name: 'signed.age', numbers: [6], copies: 2 });
  });
});

describe('acks', () => {
  const entries = (tips: OpenedTip[], notes: MailNote[] = []) =>
    entriesOf(arrange({ notes, tips }, 'lung-phinh'));

  it('go in batches of at most 200, one inbox each', () => {
    const tips = Array.from({ length: 201 }, (_, index) => opened(`t${index}`));
    const far = opened('far', { inbox: 'lao-cai' });
    expect(
      batchAcks(entries([...tips, far]), 'lung-phinh').map(({ inbox, acks }) => [inbox, acks.length]),
    ).toEqual([
      ['lung-phinh', 200],
      ['lung-phinh', 1],
      ['lao-cai', 1],
    ]);
  });

  it('go to the inbox that the line names, not to the one that the tip names', () => {
    const tip = opened('a', { inbox: 'somewhere-else' });
    expect(batchAcks(entries([tip], [note({ 1: 'a' })]), 'lung-phinh')).toEqual([
      { inbox: 'lung-phinh', acks: [tip.tip.ack] },
    ]);
  });

  it('carry nothing that a tip from nowhere wrote where its inbox should stand', () => {
    const tip = opened('a', { inbox: 'Nhà ông A, số 5' });
    expect(batchAcks(entries([tip]), 'lung-phinh')).toEqual([{ inbox: 'lung-phinh', acks: [tip.tip.ack] }]);
  });
});

describe('a thread', () => {
  const [one, two] = ['1'.repeat(32), '2'.repeat(32)];
  const dropped = () =>
    arrange(
      {
        notes: [note({ 4: 'more', 2: 'first', 3: 'other' })],
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
    const entries = entriesOf(arrange({ notes: [], tips }, 'lung-phinh'));
    expect(carriersOf(reply, entries).map(({ tip }) => tip.text)).toEqual(['hers', 'hers too']);
    expect(carriersOf({ pk: 'age1pq1zzz', box: reply.box }, entries)).toEqual([]);
  });

  it('keeps two tips apart that say the same but want their reply elsewhere', () => {
    const id = '3'.repeat(32);
    const tips = [
      opened('same', { id, reply }),
      { ...opened('same', { id, reply: { ...reply, box: 'c'.repeat(43) } }), hash: hashOf('x') },
      { ...opened('same', { id, reply, thread: '1'.repeat(32) }), hash: hashOf('y') },
    ];
    expect(arrange({ notes: [], tips }, 'lung-phinh').unsigned).toHaveLength(3);
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
        notes: [],
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
