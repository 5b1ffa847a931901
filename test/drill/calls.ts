/** What phones, officers and the operator ask of a line, in the drill and in the hostile scenarios. */
import { type Audience } from '../../worker/contract/audience.ts';
import { ENDPOINTS, MAX_ACKS, type StatusAnswer } from '../../worker/contract/endpoints.ts';
import { encodeInboxId } from '../../worker/contract/inbox-id.ts';
import { type StateAnswer } from '../../worker/contract/operator.ts';

/** One call; again when a connection from before a kill breaks under it. */
export async function call(address: string, body: BodyInit): Promise<Response> {
  for (let tries = 1; ; tries++) {
    try {
      // eslint-disable-next-line no-await-in-loop
      return await fetch(address, { method: 'POST', body });
    } catch (error) {
      if (tries === 5) throw error;
    }
  }
}

const octets = (...parts: Uint8Array[]) =>
  new Blob(parts as BlobPart[], { type: 'application/octet-stream' });

export async function statusOf(url: string, inbox: string, sid: Uint8Array): Promise<StatusAnswer['status']> {
  const response = await call(url + ENDPOINTS.status, octets(encodeInboxId(inbox), sid));
  return ((await response.json()) as StatusAnswer).status;
}

export async function acknowledge(
  url: string,
  inbox: string,
  to: Audience,
  acks: readonly string[],
): Promise<void> {
  for (let from = 0; from < acks.length; from += MAX_ACKS) {
    const batch = acks.slice(from, from + MAX_ACKS);
    // eslint-disable-next-line no-await-in-loop
    const response = await call(
      url + ENDPOINTS.acks,
      new URLSearchParams({ inbox, to, acks: batch.join(',') }),
    );
    if (response.status !== 202) throw new Error(`acks were answered ${response.status}`);
  }
}

/** How an inbox fares, as its operator learns it. */
export async function stateOf(url: string, inbox: string, operatorToken: string): Promise<StateAnswer> {
  const token = Buffer.from(operatorToken, 'base64url');
  const response = await call(url + ENDPOINTS.state, octets(token, encodeInboxId(inbox)));
  if (!response.ok) throw new Error(`the state was answered ${response.status}`);
  return (await response.json()) as StateAnswer;
}

/** Has the operator's own tip mailed to oversight and not to the unit. False when the unit's mail was faster. */
export async function divert(
  url: string,
  inbox: string,
  sid: Uint8Array,
  operatorToken: string,
): Promise<boolean> {
  const token = Buffer.from(operatorToken, 'base64url');
  const response = await call(url + ENDPOINTS.canaries, octets(token, encodeInboxId(inbox), sid));
  return response.status === 202;
}
