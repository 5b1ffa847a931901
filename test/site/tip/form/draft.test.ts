import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../../../site/envelope/tip.ts';
import type { ListedInbox } from '../../../../site/catalog/key-scripts.ts';
import { destinationFor } from '../../../../site/tip/form/destination.ts';
import { emptyDraft, ONGOING, OWN_WHEN, PERIODS } from '../../../../site/tip/form/draft.ts';
import { gapsIn } from '../../../../site/tip/form/missing-answers.ts';
import { whenOf } from '../../../../site/tip/send/tip-of-draft.ts';

describe('what a draft says of the time', () => {
  test('is nothing when nothing was chosen or written', () => {
    expect(whenOf(emptyDraft())).toBe('');
    expect(whenOf({ ...emptyDraft(), period: 'unknown', when: ' \u0007 ' })).toBe('');
  });

  test('is the choices and the own words, in this order, each alone too', () => {
    const all = { ...emptyDraft(), period: 'month', when: ' chiều tối ', ongoing: 'unknown' } as const;
    expect(whenOf(all)).toBe('tháng này; chiều tối; không rõ còn hay hết');
    expect(whenOf({ ...all, period: null, ongoing: null })).toBe('chiều tối');
    expect(whenOf({ ...emptyDraft(), period: 'today' })).toBe('hôm nay');
    expect(whenOf({ ...emptyDraft(), ongoing: 'no' })).toBe('hết rồi');
  });

  test('never cuts a choice off, however long the own words are', () => {
    for (const period of PERIODS) {
      for (const ongoing of ONGOING) {
        const whole = whenOf({ ...emptyDraft(), period, when: 'ố'.repeat(OWN_WHEN), ongoing });
        expect(whole.length).toBeLessThanOrEqual(LIMITS.when);
        expect(whole).toContain('ố'.repeat(OWN_WHEN));
        expect(whole.endsWith(whenOf({ ...emptyDraft(), ongoing }))).toBe(true);
      }
    }
  });
});

const inbox = (placeId: string, upper: string | null): ListedInbox => ({
  id: placeId.replaceAll('/', '-'),
  placeId,
  place: placeId,
  label: placeId,
  oversight: '',
  script: '',
  fingerprint: '123456',
  upper,
});
const province = inbox('lao-cai', null);
const commune = inbox('lao-cai/lung-phinh', 'lao-cai');
const other = inbox('lao-cai/bac-ha', 'lao-cai');

describe('where a tip goes before anybody has chosen', () => {
  test('to the only place there is, else to none', () => {
    expect(destinationFor([province, commune], null)).toEqual({ place: commune, inbox: null, closed: false });
    expect(destinationFor([province], null).place).toBe(province);
    expect(destinationFor([province, commune, other], null).place).toBeNull();
    expect(destinationFor([], null).place).toBeNull();
  });

  test('to the place that was asked for, and never to an inbox unasked', () => {
    const wanted = destinationFor([province, commune, other], 'lao-cai/bac-ha');
    expect(wanted).toEqual({ place: other, inbox: null, closed: false });
  });

  test('to the nearest place above one without inbox, and says that it is closed', () => {
    for (const place of ['lao-cai/si-ma-cai', 'lao-cai/x/y']) {
      expect(destinationFor([province, commune], place), place).toEqual({
        place: province,
        inbox: null,
        closed: true,
      });
    }
  });

  test('nowhere when nothing above is open, whatever the address says', () => {
    for (const place of ['gia-lai/an-khe', 'lao', 'lao-cai-2/x', '/', '//', '-']) {
      expect(destinationFor([province, commune], place), place).toEqual({
        place: null,
        inbox: null,
        closed: true,
      });
    }
  });
});

test('a tip lacks an inbox and something to say, in the order of the questions', () => {
  const to = destinationFor([province, commune], null);
  expect(gapsIn(emptyDraft(), to)).toEqual(['noi-nhan', 'viec']);
  expect(gapsIn({ ...emptyDraft(), text: 'x' }, to)).toEqual(['noi-nhan']);
  expect(gapsIn(emptyDraft(), { ...to, inbox: commune })).toEqual(['viec']);
  const photo = { name: 'anh-1.jpg', type: 'image/jpeg', bytes: new Uint8Array(1) };
  expect(gapsIn({ ...emptyDraft(), files: [photo] }, { ...to, inbox: commune })).toEqual([]);
});
