import { reset, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { app } from '../../../worker/routes/app.ts';
import { ENDPOINTS } from '../../../worker/contract/endpoints.ts';
import { SIZE_CLASSES } from '../../../worker/contract/sizes.ts';
import { TIP_HEADER_SIZE } from '../../../worker/contract/tip-header.ts';
import type { Inbox } from '../../../worker/storage/inbox.ts';
import { withoutCaller } from '../../../worker/http/privacy.ts';
import {
  ageFile,
  askStatus,
  HYBRID,
  INBOX,
  fillInbox,
  inboxStub,
  kidOfInbox,
  OCTETS,
  OTHER_INBOX,
  post,
  random,
  refusal,
  sendTip,
  sha256,
  solved,
  tipParts,
  wire,
  X25519,
} from '../phone.ts';

afterEach(async () => {
  vi.restoreAllMocks();
  await reset();
});

const storedRows = (inbox = INBOX) =>
  runInDurableObject(inboxStub(inbox), (_inbox, state) => {
    const count = (table: string) => state.storage.sql.exec(`SELECT count(*) AS n FROM ${table}`).one().n;
    return { tips: count('tips'), chunks: count('chunks'), nonces: count('nonces') };
  });
const nothing = { tips: 0, chunks: 0, nonces: 0 };

/** A body that arrives in pieces, and may end early or break. */
function line(pieces: Uint8Array[], end: 'closes' | 'breaks' = 'closes'): ReadableStream {
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      const piece = pieces[next++];
      if (piece) controller.enqueue(piece);
      else if (end === 'closes') controller.close();
      else controller.error(new Error('connection lost'));
    },
  });
}

/** The age files that wait for the unit. */
const keptIn = ({ store }: Inbox) =>
  store.lease('unit', { attachments: 32, bytes: Infinity }, [0, 1, 2]).map(({ tip }) => store.load(tip));

describe('a good tip', () => {
  test('is answered 202 and kept byte for byte', async () => {
    const parts = await tipParts();
    const response = await post(ENDPOINTS.tips, wire(parts));
    expect(response.status).toBe(202);
    await runInDurableObject(inboxStub(), async (inbox) => {
      expect(keptIn(inbox)).toEqual([parts.age]);
      expect(inbox.store.hashOf(parts.sid)).toEqual(await sha256(parts.age));
    });
  });

  test.each([1, 2] as const)(
    'of size class %i is kept in chunks of at most 1 MiB and read back whole',
    async (sizeClass) => {
      const parts = await tipParts({ sizeClass });
      expect((await post(ENDPOINTS.tips, wire(parts))).status).toBe(202);
      await runInDurableObject(inboxStub(), (inbox, state) => {
        const sizes = [...state.storage.sql.exec('SELECT length(bytes) AS n FROM chunks ORDER BY part')].map(
          ({ n }) => n as number,
        );
        expect(Math.max(...sizes)).toBeLessThanOrEqual(1_048_576);
        expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(SIZE_CLASSES[sizeClass].age);
        expect(Buffer.from(keptIn(inbox)[0] ?? []).equals(Buffer.from(parts.age))).toBe(true);
      });
    },
  );

  test('may arrive in pieces of any size', async () => {
    const body = wire(await tipParts());
    const cuts = [0, 1, 1_000, 1_030, 9_000, body.length];
    const pieces = cuts.slice(1).map((to, index) => body.subarray(cuts[index], to));
    const response = await post(ENDPOINTS.tips, line(pieces), { 'content-length': String(body.length) });
    expect(response.status).toBe(202);
  });

  test('stores of its time only the hour and the day', async () => {
    const before = Date.now();
    await runInDurableObject(inboxStub(), (inbox) => {
      inbox.isDrawn = () => false;
    });
    await sendTip();
    const [numbers, schedule] = await runInDurableObject(inboxStub(), (_inbox, { storage }) => [
      ['tips', 'mailings', 'nonces']
        .flatMap((table) =>
          [...storage.sql.exec(`SELECT * FROM ${table}`)].flatMap((row) => Object.values(row)),
        )
        .filter((value) => typeof value === 'number'),
      Object.fromEntries([...storage.sql.exec('SELECT * FROM meta')].map(({ name, value }) => [name, value])),
    ]);
    const hour = Math.floor(before / 3_600_000);
    expect(numbers.filter((value) => value >= hour - 1 && value <= hour + 1).length).toBeGreaterThan(0);
    // A time in seconds or ms is far above the number of the hour.
    expect(numbers.filter((value) => value > hour + 1)).toEqual([]);
    expect(Object.keys(schedule).sort()).toEqual([
      'digest_at:unit',
      'heartbeat_at:oversight',
      'heartbeat_at:unit',
      'last_seq:oversight',
      'last_seq:unit',
    ]);
    expect(schedule['digest_at:unit']).toBeGreaterThanOrEqual((hour + 1) * 3_600_000);
  });

  test('goes to oversight too once in ten, drawn when it is accepted', async () => {
    await runInDurableObject(inboxStub(), async (inbox, { storage }) => {
      // By a generator that nobody can foretell.
      vi.spyOn(Math, 'random').mockReturnValue(0);
      const drawn = Array.from({ length: 20_000 }, () => inbox.isDrawn()).filter(Boolean).length;
      // Ten standard deviations: a fair draw is never outside.
      expect(Math.abs(drawn - 2_000)).toBeLessThan(430);
      for (const isDrawn of [true, false]) {
        inbox.isDrawn = () => isDrawn;
        expect((await sendTip()).status).toBe(202);
      }
      const rows = storage.sql.exec<{ tip: number; audience: string }>(
        'SELECT tip, audience FROM mailings ORDER BY tip, audience',
      );
      expect([...rows]).toEqual([
        { tip: 1, audience: 'oversight' },
        { tip: 1, audience: 'unit' },
        { tip: 2, audience: 'unit' },
      ]);
    });
  });
});

describe('a body that is no tip is refused with bad-frame and leaves nothing', () => {
  const refused = async (body: Uint8Array | ReadableStream | null, headers: Record<string, string> = {}) => {
    expect(await refusal(await post(ENDPOINTS.tips, body, headers))).toEqual([400, 'bad-frame']);
    expect(await storedRows()).toEqual(nothing);
  };
  const changed = async (at: number, value: number) => {
    const body = wire(await tipParts());
    body[at] = value;
    return body;
  };

  test.each([0, 1, 1_023, 1_024, 1_025, 20_623, 20_625, 528_641, 3_150_719, 3_150_721])(
    '%i bytes long',
    (size) => refused(new Uint8Array(size)),
  );
  test('without a body', () => refused(null));
  test.each([0, 1, 2, 3])('with a wrong byte %i of the magic', async (at) =>
    refused(await changed(at, 0x58)),
  );
  test.each([3, 4, 128, 255])('of the unknown size class %i', async (value) =>
    refused(await changed(4, value)),
  );
  test('whose size class does not match its length', async () => {
    await refused(await changed(4, 1));
    await refused(await changed(4, 2));
  });
  test.each([5, 6, 7])('with a reserved byte %i that is not zero', async (at) =>
    refused(await changed(at, 1)),
  );
  test('with something behind the proof of work', async () => refused(await changed(1_023, 1)));
  test('with a proof longer than its field', async () => refused(await changed(64, 0xff)));
  test('with a proof that is not UTF-8', async () => refused(await changed(66, 0xff)));
  test.each([
    ['one recipient', [HYBRID]],
    ['three recipients', [HYBRID, HYBRID, HYBRID]],
    ['two X25519 recipients', [X25519, X25519]],
    ['one hybrid and one X25519 recipient', [HYBRID, X25519]],
    ['a passphrase', [['scrypt', 22, 43]]],
    ['a shorter hybrid stanza', [HYBRID, ['mlkem768x25519', 1493, 43]]],
    ['a stanza of another type in front', [['grease', 4, 43], HYBRID, HYBRID]],
    ['no stanza', []],
  ] as [string, [string, number, number][]][])('sealed to %s', async (_name, stanzas) =>
    refused(wire(await tipParts({ age: ageFile(0, stanzas) }))),
  );
  test('that is no age file', async () =>
    refused(wire(await tipParts({ age: random(SIZE_CLASSES[0].age) }))));

  test.each(['text/plain', 'application/json', 'application/octet-stream; charset=utf-8', ''])(
    'of content type "%s"',
    async (type) => refused(wire(await tipParts()), { 'content-type': type }),
  );
  test('when the line is cut in the head, in the tip, or breaks', async () => {
    const body = wire(await tipParts());
    const headers = { 'content-length': String(body.length) };
    for (const size of [0, 500, TIP_HEADER_SIZE, 9_999]) {
      await refused(line([body.subarray(0, size)]), headers);
      await refused(line([body.subarray(0, size)], 'breaks'), headers);
    }
  });
  test('when its length is not the one announced', async () => {
    const body = wire(await tipParts());
    await refused(line([body, new Uint8Array(1)]), { 'content-length': String(body.length) });
    await refused(line([body]), { 'content-length': String(SIZE_CLASSES[1].wire) });
    await refused(line([body]), {});
    await refused(line([body]), { 'content-length': '-1' });
  });
});

test('reads nothing after the head of a tip whose proof is bad', async () => {
  const body = wire(await tipParts({ proof: '{}', sizeClass: 2 }));
  const read: number[] = [];
  let cancelled = false;
  const pieces = [body.subarray(0, TIP_HEADER_SIZE), body.subarray(TIP_HEADER_SIZE)];
  const source: UnderlyingSource<Uint8Array> = {
    pull(controller) {
      const piece = pieces.shift();
      if (!piece) return controller.close();
      read.push(piece.length);
      controller.enqueue(piece);
    },
    cancel() {
      cancelled = true;
    },
  };
  const request = new Request(`https://line.test${ENDPOINTS.tips}`, {
    method: 'POST',
    body: new ReadableStream(source, { highWaterMark: 0 }),
    headers: { ...OCTETS, 'content-length': String(body.length) },
  });
  // Straight into the app: on the way through the runtime everything would be read ahead.
  expect(await refusal(await app.fetch(withoutCaller(request), env))).toEqual([422, 'pow']);
  expect(cancelled).toBe(true);
  expect(read).toEqual([TIP_HEADER_SIZE]);
});

describe('the same sid again', () => {
  test('with the same bytes is accepted, even with a used, bad or missing proof, and kept once', async () => {
    const parts = await tipParts();
    for (const proof of [parts.proof, parts.proof, '{}', '', JSON.stringify(await solved())]) {
      expect((await post(ENDPOINTS.tips, wire({ ...parts, proof }))).status).toBe(202);
    }
    expect(await storedRows()).toEqual({ tips: 1, chunks: 1, nonces: 1 });
  });

  test('with other bytes is a conflict, with or without a good proof', async () => {
    const parts = await tipParts();
    await post(ENDPOINTS.tips, wire(parts));
    for (const proof of ['{}', JSON.stringify(await solved())]) {
      const other = await sendTip({ sid: parts.sid, proof });
      expect(await refusal(other)).toEqual([409, 'id-conflict']);
    }
    await runInDurableObject(inboxStub(), (inbox) => {
      expect(keptIn(inbox)).toEqual([parts.age]);
    });
  });

  test('twice at once is kept once', async () => {
    const parts = await tipParts();
    const both = await Promise.all([parts, parts].map((one) => post(ENDPOINTS.tips, wire(one))));
    expect(both.map(({ status }) => status)).toEqual([202, 202]);
    expect(await storedRows()).toEqual({ tips: 1, chunks: 1, nonces: 1 });
  });

  test('twice at once with different bytes: one is kept, the other is a conflict', async () => {
    const sid = random(16);
    const both = await Promise.all([sendTip({ sid }), sendTip({ sid })]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([202, 409]);
    expect((await storedRows()).tips).toBe(1);
  });
});

describe('a proof of work', () => {
  const refused = async (proof: unknown, changes: Parameters<typeof tipParts>[0] = {}) => {
    const response = await sendTip({
      ...changes,
      proof: typeof proof === 'string' ? proof : JSON.stringify(proof),
    });
    expect(await refusal(response)).toEqual([422, 'pow']);
    expect(await storedRows()).toEqual(nothing);
  };

  test('that is missing, or no JSON, or not solved is refused', async () => {
    const { challenge, solution } = await solved();
    await refused('');
    await refused('no json');
    await refused('null');
    await refused({ challenge });
    await refused({ challenge, solution: { ...solution, derivedKey: '00'.repeat(32) } });
  });
  test('that has expired is refused', async () =>
    refused(await solved(INBOX, { expires: Date.now() - 2_000 })));
  test('for another inbox is refused', async () => refused(await solved(OTHER_INBOX)));

  test('is good for one tip only', async () => {
    const proof = JSON.stringify(await solved());
    expect((await sendTip({ proof })).status).toBe(202);
    expect(await refusal(await sendTip({ proof }))).toEqual([422, 'pow']);
    expect((await storedRows()).tips).toBe(1);
  });

  test('that two tips bring at once is good for one of them', async () => {
    const proof = JSON.stringify(await solved());
    const both = await Promise.all([sendTip({ proof }), sendTip({ proof })]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([202, 422]);
    expect((await storedRows()).tips).toBe(1);
  });

  test('that expires while slow bodies are on their way is good for none of them', async () => {
    const proof = { nonce: '11'.repeat(16), expires: Date.now() };
    const tip = async () => ({ ...(await tipParts({ proof: '' })), hash: random(32) });
    await runInDurableObject(inboxStub(), async (inbox) => {
      inbox.now = () => proof.expires;
      expect(inbox.accept(await tip(), proof)).toBe('bad-proof');
      inbox.now = () => proof.expires - 1;
      expect(inbox.accept(await tip(), proof)).toBe('accepted');
      expect(inbox.accept(await tip(), proof)).toBe('bad-proof');
    });
  });
});

describe('a flood', () => {
  test('of larger tips pauses them at 50 MiB with 413, and text still goes', async () => {
    const room = Math.floor((50 * 1_048_576) / SIZE_CLASSES[1].age);
    await fillInbox(room - 1, 1);
    expect((await sendTip({ sizeClass: 1 })).status).toBe(202);
    for (const sizeClass of [1, 2] as const) {
      expect(await refusal(await sendTip({ sizeClass }))).toEqual([413, 'attachments-paused']);
    }
    expect((await sendTip()).status).toBe(202);
  });

  test('of 20,000 texts fills the inbox: 429, come back in an hour', async () => {
    await fillInbox(19_999, 0);
    const last = await tipParts();
    expect((await post(ENDPOINTS.tips, wire(last))).status).toBe(202);
    const response = await sendTip();
    expect(response.headers.get('retry-after')).toBe('3600');
    expect(await refusal(response)).toEqual([429, 'slow']);
    expect((await post(ENDPOINTS.tips, wire(last))).status).toBe(202);
  });

  test('of one inbox does not touch another', async () => {
    await fillInbox(20_000, 0);
    const proof = JSON.stringify(await solved(OTHER_INBOX));
    expect((await sendTip({ kid: kidOfInbox(OTHER_INBOX), proof })).status).toBe(202);
  });
});

describe('a transaction that throws', () => {
  test('leaves no row, not even of the nonce, and answers 503; the same bytes then go through', async () => {
    const parts = await tipParts({ sizeClass: 2 });
    await runInDurableObject(inboxStub(), (inbox) => {
      const insert = inbox.store.insertChunk.bind(inbox.store);
      vi.spyOn(inbox.store, 'insertChunk')
        .mockImplementationOnce(insert)
        .mockImplementationOnce(() => {
          throw new Error('disk full');
        });
    });
    expect(await refusal(await post(ENDPOINTS.tips, wire(parts)))).toEqual([503, 'store']);
    expect(await storedRows()).toEqual(nothing);
    expect(await (await askStatus(parts.sid)).json()).toEqual({ status: 'unknown', day: null });
    expect((await post(ENDPOINTS.tips, wire(parts))).status).toBe(202);
    expect(await storedRows()).toEqual({ tips: 1, chunks: 4, nonces: 1 });
  });
});
