/** What only the operator may ask of a running line, with the secret `OPERATOR_TOKEN`. */
import {
  encodeInboxId,
  encodeResend,
  ENDPOINTS,
  type Audience,
  type NumberRange,
  type StateAnswer,
} from '../../worker/contract.ts';
import { fromBase64url, fromHex } from '../envelope/bytes.ts';
import { readLocalSecrets } from './local-secrets.ts';
import { readSettings } from './settings.ts';

/** `first`: the first 20 numbers that will not be mailed. */
export interface Resent {
  again: number;
  apart: number;
  gone: number;
  first: number[];
}

/** The token from the environment, for a local run this machine's own, else the setting; undefined when there is none. */
export async function operatorToken(url: string): Promise<string | undefined> {
  const isLocal = new URL(url).hostname === 'localhost';
  const kept = async () =>
    isLocal ? (await readLocalSecrets())?.operatorToken : (await readSettings()).operatorToken || undefined;
  return process.env.OPERATOR_TOKEN ?? kept();
}

/** How an inbox fares. Rejects with a Vietnamese sentence when the line does not say. */
export async function askState(url: string, token: string, inbox: string): Promise<StateAnswer> {
  return (await post(url, ENDPOINTS.state, token, encodeInboxId(inbox))).json() as Promise<StateAnswer>;
}

/** Has the tip with this sid (hex) mailed to oversight and not to the unit, if it has not left yet. */
export async function divertToOversight(
  url: string,
  token: string,
  inbox: string,
  sid: string,
): Promise<void> {
  await post(url, ENDPOINTS.canaries, token, new Uint8Array([...encodeInboxId(inbox), ...fromHex(sid)]));
}

/** Of these numbers: how many will be mailed once more, are refused by the mailbox itself, are no longer kept. */
export async function askAgain(
  url: string,
  token: string,
  request: { inbox: string; to: Audience; ranges: NumberRange[] },
): Promise<Resent> {
  const record = encodeResend({ ...request, day: 0, once: new Uint8Array(16) }, new Uint8Array(64));
  const answer = await post(url, ENDPOINTS.resends, token, record);
  return answer.json() as Promise<Resent>;
}

async function post(url: string, path: string, token: string, body: Uint8Array): Promise<Response> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array([...fromBase64url(token), ...body]),
    signal: AbortSignal.timeout(60_000),
  });
  if (!answer.ok) throw new Error(`đường dây trả về ${answer.status}. Xem lại OPERATOR_TOKEN và mã hộp thư.`);
  return answer;
}
