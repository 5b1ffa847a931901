/** Tips for a machine that sends thousands: one is really sealed, the rest have its shape. */
import { randomBytes } from 'node:crypto';
import inboxes from '../../content/inboxes.json' with { type: 'json' };
import { wireOf, type SealedTip } from '../../site/envelope/seal.ts';
import { ENDPOINTS } from '../../worker/contract/endpoints.ts';
import { AGE_HEADER_SIZE, type SizeClassIndex } from '../../worker/contract/sizes.ts';
import type { ProofSecrets } from '../../worker/abuse/proof-of-work.ts';
import { makeSentTip, type Target } from '../drill/sender.ts';
import { cheapProof } from '../worker/cheap-proof.ts';

export const target: Target = {
  id: 'lung-phinh',
  recipients: inboxes.find(({ id }) => id === 'lung-phinh')?.recipients as [string, string],
};

export const makeModel = async (sizeClass: SizeClassIndex) =>
  (await makeSentTip(target, sizeClass, 'load')).sealed;

/** Another tip for the Worker, which sees no more than a shape: the model's header, other ciphertext, another sid. */
export async function another(model: SealedTip, secrets: ProofSecrets): Promise<Uint8Array> {
  const age = Uint8Array.from(model.age);
  randomBytes(64).copy(age, AGE_HEADER_SIZE + 32);
  const proof = await cheapProof(target.id, secrets, Date.now() + 25 * 60_000);
  const parts = { ...model, age, sid: randomBytes(16), ackHash: randomBytes(32) };
  return wireOf(parts, JSON.stringify(proof));
}

/** Posts one body and reads the answer to its end. Resolves with its status. */
export async function post(address: string, body: Uint8Array): Promise<number> {
  const response = await fetch(address, {
    method: 'POST',
    body: body as BodyInit,
    headers: { 'content-type': 'application/octet-stream' },
  });
  await response.arrayBuffer();
  return response.status;
}

export const tipsOf = (url: string) => url + ENDPOINTS.tips;
