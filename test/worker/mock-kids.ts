/** For tests that put keys of their own in the place of `kids.txt`; to be imported inside `vi.hoisted`. */
import { ed25519 } from '@noble/curves/ed25519.js';

/** Makes mocks possible in workerd. Vitest turns off its own bookkeeping after a mock, which workerd has no way to. */
export async function allowMocks(): Promise<void> {
  // Remove when vi.mock works without. Not a plain import: the Worker's types know nothing of it.
  const builtin: string = 'node:async_hooks';
  const hooks: { AsyncLocalStorage: { prototype: object } } = await import(builtin);
  Object.assign(hooks.AsyncLocalStorage.prototype, { disable: () => undefined });
}

/** The public key of an Ed25519 seed, as it stands in `kids.txt`. */
export const keyOf = (seed: Uint8Array): string =>
  Buffer.from(ed25519.getPublicKey(seed)).toString('base64url');
