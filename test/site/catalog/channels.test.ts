import { describe, expect, test } from 'vitest';
import { channelsOf, commonHotlines, emergency, inboxOf } from '../../../site/catalog/channels.ts';
import inboxes from '../../../content/inboxes.json' with { type: 'json' };
import { inbox as inboxSchema, type Inbox } from '../../../site/schemas/inbox.ts';
import { type Place, place } from '../../../site/schemas/place.ts';
import { tipLineOf } from '../../../site/catalog/tip-line.ts';

const source = { plan: 'ke-hoach', section: 'I' };
const phone = (number: string) => ({ number, label: 'Đường dây nóng', hours: '24/24h', source });

function placeWith(name: string, parent: string | null, channels: object = {}): Place {
  return place.parse({ name, level: parent ? 'xa' : 'tinh', parent, channels, reviewed: '2026-11-21' });
}

const province = placeWith('tỉnh Lào Cai', null, {
  phones: [phone('0692.509.489'), phone('0692.506.112')],
  mails: [{ address: 'pcmt@laocai.gov.vn', label: 'Hòm thư', source }],
  vneid: { note: 'Qua VNeID', source },
  zalo: [{ name: 'Công an tỉnh', source }],
  box: { note: 'Hòm phiếu', source },
});
const silentProvince = placeWith('tỉnh Im Lặng', null);
const commune = placeWith('xã Lùng Phình', 'lao-cai');

describe('the channels of a locality', () => {
  test('are its own when it has any, marked with its name, and not its parent’s', () => {
    const own = placeWith('xã Có Số', 'lao-cai', { phones: [phone('0214.000.111')] });
    expect(channelsOf(own, province).phones).toEqual([
      { ...phone('0214.000.111'), origin: 'own', of: 'xã Có Số' },
    ]);
  });

  test('are its parent’s when it has none, marked as the parent’s', () => {
    const { phones, mails, vneid, zalo, box } = channelsOf(commune, province);
    expect(phones.map(({ number }) => number)).toEqual(['0692.509.489', '0692.506.112']);
    for (const channel of [...phones, ...mails, ...vneid, ...zalo, ...box])
      expect(channel).toMatchObject({ origin: 'parent', of: 'tỉnh Lào Cai' });
    expect([mails, vneid, zalo, box].map((list) => list.length)).toEqual([1, 1, 1, 1]);
  });

  test('are chosen kind by kind: a box of its own does not hide the parent’s number', () => {
    const boxed = placeWith('xã Có Hòm', 'lao-cai', { box: { note: 'Hòm ở nhà văn hóa', source } });
    const { phones, box } = channelsOf(boxed, province);
    expect(phones[0]).toMatchObject({ origin: 'parent', number: '0692.509.489' });
    expect(box).toEqual([{ note: 'Hòm ở nhà văn hóa', source, origin: 'own', of: 'xã Có Hòm' }]);
  });

  test('are 113 alone, marked as the country’s and from no plan, when neither has a number', () => {
    const { phones, mails, vneid, zalo, box } = channelsOf(placeWith('xã Vắng', 'im-lang'), silentProvince);
    expect(phones).toEqual([emergency]);
    expect(emergency).toMatchObject({ number: '113', origin: 'national', source: null });
    expect([mails, vneid, zalo, box]).toEqual([[], [], [], []]);
  });

  test('of a province without a parent are its own or 113', () => {
    expect(channelsOf(province, null).phones.every(({ origin }) => origin === 'own')).toBe(true);
    expect(channelsOf(silentProvince, null).phones).toEqual([emergency]);
  });

  test('never carry 113 beside a published number', () => {
    for (const { phones } of [channelsOf(commune, province), channelsOf(province, null)])
      expect(phones.some(({ number }) => number === '113')).toBe(false);
  });
});

describe('the numbers of a page about no place', () => {
  test('are the province’s while only one is published', () => {
    expect(commonHotlines([commune, province])[0]).toMatchObject({
      number: '0692.509.489',
      of: 'tỉnh Lào Cai',
    });
  });

  test('are 113 when several are: none stands in for another', () => {
    expect(commonHotlines([province, silentProvince, commune])).toEqual([emergency]);
    expect(commonHotlines([])).toEqual([emergency]);
  });
});

describe('the inbox of a locality', () => {
  const inbox = (id: string, at: string) => ({ id, place: at }) as Inbox;
  const ofCommune = inbox('lung-phinh', 'lao-cai/lung-phinh');
  const ofProvince = inbox('lao-cai', 'lao-cai');

  test('is its own, else its province’s, else none', () => {
    expect(inboxOf('lao-cai/lung-phinh', commune, [ofProvince, ofCommune])).toBe(ofCommune);
    expect(inboxOf('lao-cai/lung-phinh', commune, [ofProvince])).toBe(ofProvince);
    expect(inboxOf('lao-cai/lung-phinh', commune, [inbox('khac', 'gia-lai')])).toBeNull();
    expect(inboxOf('lao-cai', province, [ofCommune])).toBeNull();
  });

  test('is none that is closed', () => {
    const closed = { ...ofCommune, closed: true };
    expect(inboxOf('lao-cai/lung-phinh', commune, [closed, ofProvince])).toBe(ofProvince);
    expect(inboxOf('lao-cai/lung-phinh', commune, [closed])).toBeNull();
  });
});

describe('a line', () => {
  const places = [
    { id: 'lao-cai', data: province },
    { id: 'lao-cai/lung-phinh', data: commune },
  ];
  const closing = (...closed: string[]) =>
    tipLineOf(
      inboxes.map((entry) => ({ ...inboxSchema.parse(entry), closed: closed.includes(entry.id) })),
      places,
    );

  test('takes tips for every open inbox', () => {
    const line = closing();
    expect(line.inboxes.map(({ id, upper }) => [id, upper])).toEqual([
      ['lung-phinh', 'lao-cai'],
      ['lao-cai', null],
    ]);
    expect(line.answering).toEqual(line.inboxes);
  });

  test('with a closed inbox takes no tips there, and answers its receipts with the same keys', () => {
    const line = closing('lung-phinh');
    expect(line.inboxes.map(({ id }) => id)).toEqual(['lao-cai']);
    expect(line.openFor).toEqual(['tỉnh Lào Cai']);
    expect(line.answering.map(({ id, script }) => [id, script])).toEqual([
      ['lung-phinh', '/khoa/0.js'],
      ['lao-cai', '/khoa/0.js'],
    ]);
  });

  test('with a closed province offers no way past the commune', () => {
    expect(closing('lao-cai').inboxes.map(({ id, upper }) => [id, upper])).toEqual([['lung-phinh', null]]);
  });

  test('knows the numbers of each province that has some, open or closed, and of no other place', () => {
    for (const line of [closing(), closing('lung-phinh', 'lao-cai')]) {
      expect(Object.keys(line.provinces)).toEqual(['lao-cai']);
      expect(line.provinces['lao-cai']?.map(({ number }) => number)).toEqual([
        '0692.509.489',
        '0692.506.112',
      ]);
    }
    expect(closing('lung-phinh', 'lao-cai').inboxes).toEqual([]);
  });
});
