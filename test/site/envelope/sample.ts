/** A tip for tests, with everything in it that a tip can have. */
import { randomBytes, toBase64url, toHex } from '../../../site/envelope/bytes.ts';
import type { Tip } from '../../../site/envelope/tip.ts';

/** As long as a hybrid recipient is. */
export const RECIPIENT_LENGTH = 1_959;

export function sampleTip(change: Partial<Tip> = {}): Tip {
  return {
    v: 1,
    type: 'tip',
    id: toHex(randomBytes(16)),
    ack: toBase64url(randomBytes(16)),
    inbox: 'lung-phinh',
    kid: '0123456789abcdef',
    created: '2026-11-21',
    category: 'sale',
    text: 'Có người lạ bán ở đầu bản.',
    where: null,
    when: null,
    reply: { pk: `age1pq1${'q'.repeat(RECIPIENT_LENGTH - 7)}`, box: toBase64url(randomBytes(32)) },
    thread: toHex(randomBytes(16)),
    part: [1, 1],
    files: [],
    ...change,
  };
}
