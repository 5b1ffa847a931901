import { describe, expect, test } from 'vitest';
import { contactsIn, securityText } from '../../../site/commands/release/security-text.ts';

describe('the ways to reach an operator', () => {
  test.each([
    ['0200 000 0000 (trực ban)', ['tel:+842000000000']],
    ['Đội trực: +84 912.000.000, 8h-17h', ['tel:+84912000000']],
    ['0912-000-000 8h đến 17h', ['tel:+84912000000']],
    ['0692.000.000', ['tel:+84692000000']],
    ['Tổ 24/7, van-hanh@la-chan.gov.vn.', ['mailto:van-hanh@la-chan.gov.vn']],
    ['xem https://la-chan.gov.vn/lien-he/0912000000.', ['https://la-chan.gov.vn/lien-he/0912000000']],
    ['a+b@c.vn; 0200 000 0000', ['mailto:a+b@c.vn', 'tel:+842000000000']],
  ])('are found in “%s”', (contact, ways) => expect(contactsIn(contact)).toEqual(ways));

  test.each([
    '',
    '113',
    'máy lẻ 12',
    'http://la-chan.gov.vn',
    '091200000',
    '09120000001',
    '1900 000 000',
    'a@b',
  ])('are none in “%s”', (contact) => expect(contactsIn(contact)).toEqual([]));
});

describe('security.txt', () => {
  const site = {
    siteUrl: 'https://tin.example.invalid',
    contacts: ['tel:+842000000000', 'mailto:a@b.vn'],
    committed: new Date('2026-11-28T18:45:44+07:00'),
  };

  test('names each way, its own address and languages, and ends a year after the commit', () => {
    expect(securityText(site)?.split('\n')).toEqual([
      expect.stringMatching(/^# /),
      'Contact: tel:+842000000000',
      'Contact: mailto:a@b.vn',
      'Expires: 2027-11-28T11:45:44.000Z',
      'Preferred-Languages: vi, en',
      'Canonical: https://tin.example.invalid/.well-known/security.txt',
      '',
    ]);
  });

  test('names no address of its own where that has no certificate', () =>
    expect(securityText({ ...site, siteUrl: 'http://localhost:8787' })).not.toContain('localhost'));

  test('is none without anybody to name, or a commit to count from', () => {
    expect(securityText({ ...site, contacts: [] })).toBeNull();
    expect(securityText({ ...site, committed: null })).toBeNull();
  });
});
