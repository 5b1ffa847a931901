import { beforeAll, describe, expect, it } from 'vitest';
import { filterList, isFiltering, NO_FILTER, type Filter } from '../../../../site/desk/list/filter.ts';
import { arrange, entriesOf, type DeskList } from '../../../../site/desk/list/list.ts';
import type { Tip } from '../../../../site/envelope/tip.ts';
import { makeInbox, makeTip, manifestOf } from '../fixtures.ts';

let list: DeskList;
beforeAll(async () => {
  const inbox = await makeInbox('lung-phinh');
  const hash = (number: number) => String(number).padStart(64, '0');
  const file = { n: 'anh-1.jpg', t: 'image/jpeg', o: 0, l: 1, h: 'x' };
  const tips: Partial<Tip>[] = [
    { text: 'Đứng bán ở đầu ngõ', where: 'Gần chợ Lùng Phình', when: 'Tối thứ Bảy' },
    { text: 'Hút trong quán', category: 'use', files: [file] },
    { text: 'ma\u200B tu\u00ADý trong kho', category: 'storage' },
    { text: 'Người lạ'.normalize('NFD') },
  ];
  list = arrange(
    {
      // Number 3 never came.
      manifests: [
        manifestOf(
          inbox,
          Object.fromEntries(
            [1, 2, 4, 5].map((number) => [number, { hash: hash(number), bytes: new Uint8Array() }]),
          ),
        ),
      ],
      tips: [1, 2, 4].map((number, at) => ({
        name: 'a',
        hash: hash(number),
        mailedHash: hash(number),
        tip: makeTip(inbox, tips[at]),
        files: [],
      })),
    },
    'lung-phinh',
  );
  const stray = makeTip(inbox, tips[3]);
  const [unsigned] = arrange(
    { manifests: [], tips: [{ name: 'b', hash: hash(9), mailedHash: hash(9), tip: stray, files: [] }] },
    'x',
  ).unsigned;
  if (unsigned) list.unsigned.push(unsigned);
});

const shown = (filter: Partial<Filter>, seen: string[] = [], kept: string | null = null) =>
  entriesOf(filterList(list, { ...NO_FILTER, ...filter }, new Set(seen), kept)).map(
    ({ places }) => places[0]?.number ?? 'unsigned',
  );

describe('the filter of the list', () => {
  it.each([
    ['ban dau ngo', [1]],
    ['BÁN ĐẦU NGÕ', [1]],
    ['cho lung phinh', [1]],
    ['thu bay', [1]],
    ['ngo ban', [1]],
    ['ban quan', []],
    ['trong', [2, 4]],
    ['ma tuy', [4]],
    ['nguoi la', ['unsigned']],
    ['  ', [1, 2, 4, 'unsigned']],
  ])('finds %j in text, place and time, whatever its marks', (words, numbers) => {
    expect(shown({ words })).toEqual(numbers);
  });

  it('narrows by kind, by files, and by both', () => {
    expect(shown({ category: 'use' })).toEqual([2]);
    expect(shown({ files: 'with' })).toEqual([2]);
    expect(shown({ files: 'without' })).toEqual([1, 4, 'unsigned']);
    expect(shown({ files: 'without', category: 'use' })).toEqual([]);
  });

  it('shows the unread ones, and keeps the open one until another is opened', () => {
    const [first = '', second = ''] = entriesOf(list).map(({ key }) => key);
    expect(shown({ unread: true }, [first])).toEqual([2, 4, 'unsigned']);
    expect(shown({ unread: true }, [first, second], second)).toEqual([2, 4, 'unsigned']);
    // Being open is no way past the other choices.
    expect(shown({ unread: true, files: 'without' }, [second], second)).not.toContain(2);
  });

  it('leaves every row and gap alone while nothing is asked, and shows no gap between rows while something is', () => {
    expect(filterList(list, NO_FILTER, new Set(), null)).toBe(list);
    expect(list.inboxes[0]?.rows.filter((row) => 'gap' in row)).toHaveLength(2);
    const filtered = filterList(list, { ...NO_FILTER, words: 'ban' }, new Set(), null);
    expect(filtered.inboxes[0]?.rows.filter((row) => 'gap' in row)).toEqual([]);
    // The sentence above the rows still names them.
    expect(filtered.inboxes[0]?.gaps).toHaveLength(2);
  });

  it('knows a filter that asks nothing', () => {
    expect(isFiltering({ ...NO_FILTER, words: ' ' })).toBe(false);
    expect(isFiltering({ ...NO_FILTER, unread: true })).toBe(true);
  });
});
