import { describe, expect, it } from 'vitest';
import type { InboxManifest } from '../../../../site/desk/intake/manifest.ts';
import { tallyOf, toldFaults } from '../../../../site/desk/intake/tally.ts';
import type { IntakeFault, OpenedTip } from '../../../../site/desk/intake/intake.ts';
import { sayTally } from '../../../../site/desk/words.ts';

const manifest = (files: Record<number, string>, fields: Partial<InboxManifest> = {}): InboxManifest => ({
  v: 2,
  kind: 'batch',
  hour: '2026-11-21T07',
  inbox: 'lung-phinh',
  to: 'unit',
  last: 99,
  files: Object.fromEntries(Object.entries(files)),
  ...fields,
});
const tip = (mailedHash: string, hash = mailedHash) => ({ hash, mailedHash }) as OpenedTip;
const mailsOf = (count: number) => Array.from({ length: count }, (_, at) => `mail ${at}`);
const say = (manifests: InboxManifest[], tips: OpenedTip[], mails = 3, faults = 0) =>
  sayTally(tallyOf({ manifests, tips, mails: mailsOf(mails) }), faults);

describe('what was dropped', () => {
  it('is counted against what the line signed in it', () => {
    const manifests = [manifest({ 11: 'a', 12: 'b' }), manifest({ 13: 'c' })];
    expect(
      say(
        manifests,
        ['a', 'b', 'c'].map((hash) => tip(hash)),
      ),
    ).toBe('3 tin trong 3 thư. Đường dây ký 3 tin trong các thư này: đủ.');
  });

  it('names the numbers that are missing, the neighbours together', () => {
    const manifests = [manifest({ 11: 'a', 12: 'b', 15: 'c', 16: 'd', 17: 'e' })];
    expect(say(manifests, [tip('a')], 1, 2)).toBe(
      '1 tin trong 1 thư. Đường dây ký 5 tin trong các thư này: thiếu số 12, 15 đến 17. 2 chỗ cần xem lại.',
    );
  });

  it('counts the same tip once, however often it was dropped or mailed', () => {
    const manifests = [manifest({ 11: 'a' }), manifest({ 11: 'b' }), manifest({ 11: 'a' })];
    const tally = tallyOf({
      manifests,
      tips: [tip('a', 'age'), tip('a', 'age'), tip('b', 'age')],
      mails: mailsOf(3),
    });
    expect(tally).toEqual({
      tips: 1,
      mails: 3,
      unsigned: 0,
      isPartial: false,
      inboxes: [{ inbox: 'lung-phinh', to: 'unit', signed: 1, missing: [] }],
    });
    expect(say([manifest({ 11: 'a' }), manifest({ 11: 'b' })], [tip('b')])).toContain(': đủ.');
  });

  it('counts the same mail once', () => {
    expect(tallyOf({ manifests: [], tips: [], mails: ['a', 'b', 'a'] }).mails).toBe(2);
  });

  it('goes by the file that was mailed, not by the tip in it', () => {
    expect(say([manifest({ 11: 'mailed' })], [tip('other', 'mailed')])).toContain('thiếu số 11');
  });

  it('is told inbox by inbox, and a morning mail signs no tip', () => {
    const manifests = [
      manifest({ 1: 'a' }),
      manifest({ 1: 'b' }, { inbox: 'lao-cai' }),
      manifest({}, { kind: 'heartbeat', inbox: 'sa-pa' }),
    ];
    expect(say(manifests, [tip('a')])).toBe(
      '1 tin trong 3 thư. Đường dây ký 1 tin cho hộp thư lung-phinh trong các thư này: đủ. Đường dây ký 1 tin cho hộp thư lao-cai trong các thư này: thiếu số 1.',
    );
    expect(say([manifest({}, { kind: 'heartbeat' })], [], 1)).toBe('0 tin trong 1 thư.');
  });

  it('keeps the two readers of an inbox apart, and the numbers that version 1 gave', () => {
    const manifests = [
      manifest({ 5: 'old' }, { v: 1, to: 'oversight' }),
      manifest({ 5: 'new' }, { to: 'oversight' }),
      manifest({ 1: 'a' }),
    ];
    expect(say(manifests, [tip('old'), tip('a')])).toBe(
      '2 tin trong 3 thư. Đường dây ký 1 tin cho hộp thư lung-phinh, bản gửi cấp trên, trong các thư này: đủ. Đường dây ký 1 tin cho hộp thư lung-phinh, bản gửi cấp trên, trong các thư này: thiếu số 5. Đường dây ký 1 tin cho hộp thư lung-phinh trong các thư này: đủ.',
    );
  });

  it('does not miss a file that is here as the line mailed it, though it does not open', () => {
    const manifests = [manifest({ 1: 'a', 2: 'b', 3: 'c' })];
    const fault = (hash: string, why: IntakeFault) => ({ name: hash, fault: why, hashes: [hash] });
    const faults = [fault('b', 'wrong-key'), fault('c', 'damaged'), fault('x', 'damaged')];
    expect(tallyOf({ manifests, tips: [tip('a')], mails: mailsOf(1), faults }).inboxes[0]?.missing).toEqual(
      [],
    );
    expect(toldFaults({ manifests, tips: [], faults }).map((one) => one.fault)).toEqual([
      'wrong-key',
      'intact',
      'damaged',
    ]);
  });

  it('tells a fault once, and no longer when the file came whole', () => {
    const cut = {
      name: `tin-000001-${'ab'.repeat(4)}.tin (thư.eml)`,
      fault: 'damaged' as const,
      hashes: ['x'],
    };
    const other = { ...cut, hashes: ['y'] };
    expect(toldFaults({ manifests: [], tips: [], faults: [cut, cut, other] })).toEqual([cut, other]);
    expect(toldFaults({ manifests: [], tips: [tip('ab'.repeat(32))], faults: [cut, other] })).toEqual([]);
  });

  it('no longer tells what befell a tip on its way, once it came whole in another file', () => {
    const name = `tin-000001-${'ab'.repeat(4)}.tin (thư.eml)`;
    const all = (faults: IntakeFault[]) => faults.map((fault) => ({ name, fault }));
    const gone = all([
      'broken',
      'cut-short',
      'damaged',
      'empty',
      'foreign',
      'locked-zip',
      'not-taken-out',
      'packed',
      'web-page',
    ]);
    // Of another file, or of what may lie behind it.
    const kept = all(['and-more', 'not-a-tip', 'other-part', 'too-much', 'wrong-key']);
    const tips = [tip('ab'.repeat(32))];
    expect(toldFaults({ manifests: [], tips, faults: [...gone, ...kept] })).toEqual(kept);
    expect(toldFaults({ manifests: [], tips: [], faults: gone })).toEqual(gone);
    const manifests = [manifest({ 1: 'ab'.repeat(32) })];
    expect(tallyOf({ manifests, tips, mails: mailsOf(1), faults: gone }).isPartial).toBe(false);
    expect(tallyOf({ manifests, tips, mails: mailsOf(1), faults: kept }).isPartial).toBe(true);
  });

  it('tells the faults of a dropped file though another has the same name', () => {
    const cut = { name: 'Tin bao.eml', fault: 'cut-short' as const };
    expect(
      toldFaults({ manifests: [], tips: [{ ...tip('ab'), name: 'Tin bao.eml' }], faults: [cut] }),
    ).toEqual([cut]);
  });

  it('never claims more than was read', () => {
    const faults = [{ name: 'x', fault: 'too-deep' as const }];
    expect(
      sayTally(
        tallyOf({ manifests: [manifest({ 1: 'a' })], tips: [tip('a')], mails: mailsOf(1), faults }),
        1,
      ),
    ).toBe(
      '1 tin trong 1 thư. Đường dây ký 1 tin trong các thư này: đủ trong phần đọc được. 1 chỗ cần xem lại.',
    );
  });

  it('says so when no manifest stands beside it, and claims nothing', () => {
    expect(say([], [tip('a')], 0)).toBe(
      '1 tin. Không thư nào kèm bảng kê tin của đường dây, nên không biết đủ hay thiếu.',
    );
    expect(say([manifest({ 4: 'a' })], [tip('a'), tip('x')])).toBe(
      '2 tin trong 3 thư. Đường dây ký 1 tin trong các thư này: đủ. 1 tin không rõ nguồn.',
    );
  });
});
