import { createScheduledController, reset, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ENDPOINTS } from '../../../worker/contract/endpoints.ts';
import { encodeInboxId } from '../../../worker/contract/inbox-id.ts';
import { INBOX_IDS } from '../../../worker/inboxes.ts';
import worker from '../../../worker/index.ts';
import {
  askStatus,
  inboxStub,
  kidOfInbox,
  post,
  random,
  refusal,
  sendTip,
  solved,
  tipParts,
  wire,
} from '../phone.ts';

const { CURRENT, RETIRED, LEAKED } = await vi.hoisted(async () => {
  const { allowMocks } = await import('../mock-kids.ts');
  await allowMocks();
  return { CURRENT: '1111111111111111', RETIRED: '2222222222222222', LEAKED: '3333333333333333' };
});

const REPLY_KEY = vi.hoisted(() => 'A'.repeat(43));

// Three keys of one inbox through the years, and an inbox whose only key has leaked.
vi.mock('../../../worker/kids.txt', () => ({
  default: `# released
${CURRENT} phuong ${REPLY_KEY} # now
${RETIRED}   phuong ${REPLY_KEY}

${LEAKED} phuong ${REPLY_KEY} revoked
4444444444444444 xa ${REPLY_KEY} revoked
5555555555555555 huyen revoked
`,
}));

afterEach(() => reset());

const kid = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const send = async (hex: string, inbox = 'phuong') =>
  sendTip({ kid: kid(hex), proof: JSON.stringify(await solved(inbox)) });

describe('a tip sealed to', () => {
  test.each([CURRENT, RETIRED])('the current or a retired key (%s) is kept', async (hex) =>
    expect((await send(hex)).status).toBe(202),
  );
  test('a revoked key is refused with 410, whatever its proof, and nothing is kept', async () => {
    expect(await refusal(await send(LEAKED))).toEqual([410, 'key-revoked']);
    expect(await refusal(await sendTip({ kid: kid(LEAKED), proof: '{}' }))).toEqual([410, 'key-revoked']);
    const rows = await runInDurableObject(inboxStub('phuong'), (_inbox, { storage }) =>
      storage.sql.exec('SELECT count(*) AS n FROM tips').one(),
    );
    expect(rows).toEqual({ n: 0 });
  });
  // Once its line is out of the list, a retired key looks like this.
  test('a key that is not in the list is refused the same way, so that the phone asks for the one that is', async () =>
    expect(await refusal(await sendTip({ kid: kidOfInbox() }))).toEqual([410, 'key-revoked']));
});

describe('an inbox whose keys are all revoked', () => {
  test('still answers for the tips it keeps, still takes acks, and is still woken every morning', async () => {
    const parts = await tipParts({ proof: '' });
    await runInDurableObject(inboxStub('xa'), (inbox) =>
      inbox.accept({ ...parts, hash: random(32) }, { nonce: '00', expires: Date.now() + 60_000 }),
    );
    expect(await (await askStatus(parts.sid, 'xa')).json()).toMatchObject({ status: 'held' });
    expect(INBOX_IDS).toEqual(['phuong', 'xa']);
    const getByName = vi.spyOn(env.INBOX, 'getByName');
    await worker.scheduled(createScheduledController(), env);
    expect(getByName.mock.calls).toEqual([['phuong'], ['xa']]);
  });

  test('takes no new tip', async () => {
    expect(await refusal(await send('4444444444444444', 'xa'))).toEqual([410, 'key-revoked']);
    expect((await post(ENDPOINTS.challenge, encodeInboxId('xa'))).status).toBe(200);
    expect((await post(ENDPOINTS.tips, wire(await tipParts({ kid: random(8) })))).status).toBe(410);
  });
});
