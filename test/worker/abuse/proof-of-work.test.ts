import { env } from 'cloudflare:workers';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import { describe, expect, test, vi } from 'vitest';
import { CHALLENGE_ANSWER_SIZE } from '../../../worker/contract/endpoints.ts';
import { INBOX_ID_SIZE } from '../../../worker/contract/inbox-id.ts';
import { MAX_PROOF_SIZE } from '../../../worker/contract/tip-header.ts';
import { levelFor, mostDerivations } from '../../../worker/abuse/difficulty.ts';
import { checkProof, makeChallenge, proofSecrets } from '../../../worker/abuse/proof-of-work.ts';
import { INBOX, OTHER_INBOX, solved } from '../phone.ts';

const secrets = proofSecrets(env);
const check = (value: unknown, inbox = INBOX) =>
  checkProof(typeof value === 'string' ? value : JSON.stringify(value), inbox, 2, secrets);

type Proof = Awaited<ReturnType<typeof solved>>;
type Loose = {
  challenge: { parameters: Record<string, unknown>; signature: unknown };
  solution: Record<string, unknown>;
};
/** A good proof with something done to it. */
async function tampered(change: (proof: Loose, other: Proof) => void): Promise<unknown> {
  const [proof, other] = await Promise.all([solved(), solved()]);
  const loose = JSON.parse(JSON.stringify(proof)) as Loose;
  change(loose, other);
  return loose;
}

describe('a proof of work is good', () => {
  test('when the real solver has solved a real challenge', async () => {
    // The cheapest challenge there is: its counter is drawn as 0, where every solver begins.
    vi.spyOn(crypto, 'getRandomValues').mockImplementationOnce((array) => array);
    const challenge = await makeChallenge(INBOX, 2, 0, secrets, Date.now());
    const solution = await solveChallenge({ challenge, deriveKey });
    expect(solution?.counter).toBe(0);
    expect(await check({ challenge, solution })).toEqual({
      nonce: challenge.parameters.nonce,
      expires: Number(challenge.parameters.expiresAt) * 1_000,
    });
  });
  test('in any order of its members', async () => {
    const { challenge, solution } = await solved();
    const turned = Object.fromEntries(Object.entries(challenge.parameters).reverse());
    expect(
      await check({ solution, challenge: { signature: challenge.signature, parameters: turned } }),
    ).not.toBeNull();
  });
  test('and fits its field, and its challenge its answer, for the longest inbox id', async () => {
    const id = 'x'.repeat(INBOX_ID_SIZE);
    const proof = { ...(await solved(id)) };
    const solution = { ...proof.solution, counter: mostDerivations(2, 2), time: 1_234_567.8 };
    expect(JSON.stringify({ challenge: proof.challenge, solution }).length).toBeLessThanOrEqual(
      MAX_PROOF_SIZE,
    );
    const challenge = await makeChallenge(id, 2, 2, secrets, Date.now());
    expect(JSON.stringify(challenge).length).toBeLessThanOrEqual(CHALLENGE_ANSWER_SIZE);
  });
});

describe('a proof of work is refused', () => {
  test.each([
    ['another inbox', (p) => void (p.challenge.parameters.data = { inbox: OTHER_INBOX, size: 2 })],
    ['a larger size', (p) => void (p.challenge.parameters.data = { inbox: INBOX, size: 3 })],
    ['no size', (p) => void (p.challenge.parameters.data = { inbox: INBOX })],
    ['a later end', (p) => void (p.challenge.parameters.expiresAt = 4_000_000_000)],
    ['no end', (p) => void delete p.challenge.parameters.expiresAt],
    ['a lower cost', (p) => void (p.challenge.parameters.cost = 1)],
    ['another algorithm', (p) => void (p.challenge.parameters.algorithm = 'PBKDF2/SHA-512')],
    ['a shorter key', (p) => void (p.challenge.parameters.keyLength = 1)],
    ['an easier prefix', (p) => void (p.challenge.parameters.keyPrefix = '00')],
    ['an empty prefix', (p) => void (p.challenge.parameters.keyPrefix = '')],
    ['another nonce', (p, o) => void (p.challenge.parameters.nonce = o.challenge.parameters.nonce)],
    ['another salt', (p, o) => void (p.challenge.parameters.salt = o.challenge.parameters.salt)],
    [
      "another challenge's key signature",
      (p, o) => void (p.challenge.parameters.keySignature = o.challenge.parameters.keySignature),
    ],
    ['no key signature', (p) => void delete p.challenge.parameters.keySignature],
    ['a counter mode', (p) => void (p.challenge.parameters.counterMode = 'string')],
    ['a memory cost', (p) => void (p.challenge.parameters.memoryCost = 1)],
  ] as [string, (proof: Loose, other: Proof) => void][])(
    'when its parameters name %s',
    async (_name, change) => expect(await check(await tampered(change))).toBeNull(),
  );

  test('when its solution belongs to another challenge', async () =>
    expect(await check(await tampered((p, o) => void (p.solution = o.solution)))).toBeNull());
  test("when it brings another challenge's signature", async () =>
    expect(
      await check(await tampered((p, o) => void (p.challenge.signature = o.challenge.signature))),
    ).toBeNull());
  test.each(['', 'x', '0'.repeat(63), '0'.repeat(64), null, 0])(
    'when its signature is %s',
    async (signature) =>
      expect(await check(await tampered((p) => void (p.challenge.signature = signature)))).toBeNull(),
  );
  test('when members are added, anywhere', async () => {
    for (const at of [
      (p: Loose) => p,
      (p: Loose) => p.challenge,
      (p: Loose) => p.challenge.parameters,
      (p: Loose) => p.challenge.parameters.data,
      (p: Loose) => p.solution,
    ]) {
      for (const name of ['extra', 'took', 'toString']) {
        expect(await check(await tampered((p) => Object.assign(at(p) as object, { [name]: 1 })))).toBeNull();
      }
    }
  });
  test('when __proto__ carries what the signature does not cover', async () => {
    const text = JSON.stringify(await solved());
    const bad = text.replace('"parameters":{', '"parameters":{"__proto__":{"expiresAt":4000000000},');
    expect(bad).not.toBe(text);
    expect(await check(bad)).toBeNull();
  });
  test.each(['?expires=4000000000', '&expires=4000000000', '\n', '=', ' '])(
    'when a delimiter hides in the salt: %j',
    async (tail) => {
      expect(
        await check(
          await tampered(
            (p) => void (p.challenge.parameters.salt = `${String(p.challenge.parameters.salt)}${tail}`),
          ),
        ),
      ).toBeNull();
      expect(
        await check(
          await tampered(
            (p) =>
              void (p.challenge.parameters.salt =
                String(p.challenge.parameters.salt).slice(tail.length) + tail),
          ),
        ),
      ).toBeNull();
    },
  );
  test('when a byte moves from salt to nonce', async () =>
    expect(
      await check(
        await tampered((p) => {
          const salt = String(p.challenge.parameters.salt);
          p.challenge.parameters.nonce = `${String(p.challenge.parameters.nonce)}${salt.slice(0, 2)}`;
          p.challenge.parameters.salt = salt.slice(2);
        }),
      ),
    ).toBeNull());
  test.each([-1, 1.5, 4_294_967_299, 2 ** 53, 1e300, '3', null, true, [3]])(
    'when its counter is %j',
    async (counter) =>
      expect(await check(await tampered((p) => void (p.solution.counter = counter)))).toBeNull(),
  );
  test('when its counter is NaN or Infinity in JSON', async () => {
    const text = JSON.stringify(await solved());
    for (const value of ['NaN', 'Infinity', '1e999']) {
      expect(await check(text.replace('"counter":3', `"counter":${value}`))).toBeNull();
    }
  });
  test('when any hex in it is upper case', async () => {
    for (const name of ['nonce', 'salt', 'keyPrefix', 'keySignature']) {
      const change = (p: Loose) =>
        void (p.challenge.parameters[name] = String(p.challenge.parameters[name]).replace(/^./, 'A'));
      expect(await check(await tampered(change))).toBeNull();
    }
    const upper = (text: unknown) => String(text).toUpperCase();
    expect(
      await check(await tampered((p) => void (p.solution.derivedKey = upper(p.solution.derivedKey)))),
    ).toBeNull();
    expect(
      await check(await tampered((p) => void (p.challenge.signature = upper(p.challenge.signature)))),
    ).toBeNull();
  });
  test.each(['', '{', '[]', 'null', '1', '"x"', '{}', '{"challenge":{},"solution":{}}', '['.repeat(900)])(
    'when it is %s',
    async (text) => expect(await check(text)).toBeNull(),
  );
  test('when it was made with other secrets', async () => {
    const challenge = await makeChallenge(INBOX, 2, 0, { challenge: 'a', key: secrets.key }, Date.now());
    const { solution } = await solved();
    expect(await check({ challenge, solution })).toBeNull();
  });
  test('one second after its end', async () => {
    expect(await check(await solved(INBOX, { expires: Date.now() + 2_000 }))).not.toBeNull();
    expect(await check(await solved(INBOX, { expires: Date.now() - 1_000 }))).toBeNull();
  });
});

describe('the price', () => {
  test.each([
    [0, 0, 0],
    [15, 50, 0],
    [16, 0, 1],
    [0, 51, 1],
    [60, 200, 1],
    [61, 0, 2],
    [0, 201, 2],
    [20_000, 20_000, 2],
  ] as const)('after %i tips in ten minutes and %i in the hour is level %i', (ten, hour, level) =>
    expect(levelFor(ten, hour)).toBe(level),
  );

  test.each([
    [0, [1_500, 3_000, 6_000]],
    [1, [4_000, 8_000, 16_000]],
    [2, [10_000, 20_000, 20_000]],
  ] as const)('at level %i grows with the size, and never past what a slow phone can do', (level, most) =>
    expect(([0, 1, 2] as const).map((sizeClass) => mostDerivations(level, sizeClass))).toEqual(most),
  );

  test('of a text pays for no photo', async () => {
    const proof = JSON.stringify(await solved(INBOX, { size: 0 }));
    expect(await checkProof(proof, INBOX, 0, secrets)).not.toBeNull();
    expect(await checkProof(proof, INBOX, 1, secrets)).toBeNull();
    expect(
      await checkProof(JSON.stringify(await solved(INBOX, { size: 1 })), INBOX, 0, secrets),
    ).not.toBeNull();
  });

  test('of a challenge is drawn from nothing on: an honest phone begins there', async () => {
    for (const level of [0, 1, 2] as const) {
      const most = mostDerivations(level, 1);
      for (const [draw, counter] of [
        [0, 0],
        [most, most],
        [most + 1, 0],
      ] as const) {
        const counters: number[] = [];
        vi.spyOn(crypto, 'getRandomValues').mockImplementationOnce((array) => {
          (array as unknown as Uint32Array)[0] = draw;
          return array;
        });
        vi.spyOn(crypto.subtle, 'importKey').mockImplementationOnce((_format, password) => {
          const bytes = password as Uint8Array;
          counters.push(new DataView(bytes.buffer, bytes.byteOffset).getUint32(16));
          throw new Error('seen enough');
        });
        await makeChallenge(INBOX, 1, level, secrets, Date.now()).catch(() => undefined);
        expect(counters).toEqual([counter]);
      }
    }
  });
});

test('no challenge is made and no proof checked while a secret is missing', () => {
  for (const missing of [
    {},
    { POW_SECRET: 'a' },
    { POW_KEY_SECRET: 'a' },
    { POW_SECRET: '', POW_KEY_SECRET: 'a' },
  ]) {
    expect(() => proofSecrets(missing)).toThrow('POW_SECRET');
  }
});
