import { expect, test } from 'vitest';
import { judgeCanaries, type Canary } from '../../site/commands/canary.ts';

const canary = (day: string): Canary => ({ inbox: 'lung-phinh', sid: '00'.repeat(16), day });

test('an opened canary is done with, however old', () => {
  const asked = [{ canary: canary('2026-10-01'), status: 'opened' as const }];
  expect(judgeCanaries(asked, '2026-11-22')).toEqual({ waiting: [], failures: [] });
});

test.each(['held', 'mailed', 'escalated', 'unknown'] as const)(
  '%s is waited for until the seventh day',
  (status) => {
    const young = canary('2026-11-16');
    expect(judgeCanaries([{ canary: young, status }], '2026-11-22')).toEqual({
      waiting: [young],
      failures: [],
    });
    const old = canary('2026-11-15');
    expect(judgeCanaries([{ canary: old, status }], '2026-11-22')).toEqual({
      waiting: [old],
      failures: [`Hộp thư lung-phinh: tin thử ngày 2026-11-15 chưa được mở (${status}). Hãy gọi đơn vị ấy.`],
    });
  },
);

test('says which mailbox it tried', () => {
  const asked = [
    { canary: { ...canary('2026-11-01'), to: 'oversight' as const }, status: 'mailed' as const },
  ];
  expect(judgeCanaries(asked, '2026-11-22').failures).toEqual([
    'Cấp trên của hộp thư lung-phinh: tin thử ngày 2026-11-01 chưa được mở (mailed). Hãy gọi cấp trên ấy.',
  ]);
});
