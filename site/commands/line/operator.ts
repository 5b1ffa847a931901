/** What only the operator may ask of a running line, with the secret `OPERATOR_TOKEN`. */
import { z } from 'zod';
import { type Audience } from '../../../worker/contract/audience.ts';
import { ENDPOINTS } from '../../../worker/contract/endpoints.ts';
import { encodeInboxId } from '../../../worker/contract/inbox-id.ts';
import { encodeResend, type NumberRange } from '../../../worker/contract/resend.ts';
import { fromHex } from '../../envelope/bytes.ts';
import { type Answer, type Ask, expectStatus, isLocal, jsonOf } from './ask.ts';
import type { ToldState } from './faults.ts';
import { readLocalSecrets } from './local-secrets.ts';
import { Refused } from '../refused.ts';
import { readSettings } from '../release/settings.ts';

/**
 * The operator's token, undefined when there is none: from the environment, for a line on this machine this machine's
 * own, else the setting. Rejects with `Refused` when it cannot be one, or would go to another host than the settings
 * name: an address that is mistyped must not get it.
 */
export async function operatorToken(url: string): Promise<string | undefined> {
  const own = await ownSecrets(url, 'OPERATOR_TOKEN');
  const settings = await readSettings();
  const token = own ? own.operatorToken : settings.operatorToken || undefined;
  const isOurs = isLocal(url) || URL.parse(settings.siteUrl)?.origin === url;
  if (token && !isOurs)
    throw new Refused([
      `${url} không phải SITE_URL trong tệp .env, nên không gửi OPERATOR_TOKEN tới đó. Xem lại địa chỉ, kể cả https://.`,
    ]);
  if (token && !/^[\w-]{43}$/.test(token))
    throw new Refused([
      'OPERATOR_TOKEN không phải 43 ký tự mà npm run keys -- --line đã in. Chép lại nguyên dòng.',
    ]);
  return token;
}

/** The keys that the officers' tools check mails with, the current one first; found like the token. */
export async function knownMailKeys(url: string): Promise<string[]> {
  const own = await ownSecrets(url, 'MAIL_PUBLIC_KEY');
  return own ? [own.mailPublicKey] : (await readSettings()).mailPublicKeys;
}

/** What a line on this machine runs with, unless the environment says otherwise; a file of settings is for the real line. */
const ownSecrets = async (url: string, name: string) =>
  isLocal(url) && process.env[name] === undefined ? readLocalSecrets() : undefined;

// No code of a mail server is as long as a token: whatever a hostile line tells here, it is none.
const code = z.string().max(40).nullable();
const mailState = z.object({
  waiting: z.enum(['none', 'few', 'some', 'many', 'paused', 'full', 'unknown']),
  oldest: z.enum(['none', 'day', 'week', 'longer', 'unknown']),
  mail: z.enum(['ok', 'retrying', 'refused', 'set-apart', 'unknown']),
  fault: code,
});
const stateAnswer: z.ZodType<ToldState> = mailState.extend({
  oversight: mailState,
  alarm: code,
  alerts: z.array(z.string()).exactOptional(),
});

/** How an inbox fares. Rejects with `LineFault` when the line does not say. */
export async function askState(ask: Ask, token: string, inbox: string): Promise<ToldState> {
  return jsonOf(await post(ask, ENDPOINTS.state, token, encodeInboxId(inbox)), stateAnswer);
}

/** Has the tip with this sid (hex) mailed to oversight and not to the unit, if it has not left yet. */
export async function divertToOversight(ask: Ask, token: string, inbox: string, sid: string): Promise<void> {
  const body = new Uint8Array([...encodeInboxId(inbox), ...fromHex(sid)]);
  await post(ask, ENDPOINTS.canaries, token, body, 202);
}

const count = z.number().int().nonnegative();
const resent = z.object({ again: count, apart: count, gone: count, first: z.array(count) });

/** `first`: the first 20 numbers that will not be mailed. */
export type Resent = z.infer<typeof resent>;

/**
 * Of these numbers: how many will be mailed once more, are refused by the mailbox itself, are no longer kept.
 * Rejects with `RangeError` when they are too many for one request, with `LineFault` when the line does not say.
 */
export async function askAgain(
  ask: Ask,
  token: string,
  request: { inbox: string; to: Audience; ranges: NumberRange[] },
): Promise<Resent> {
  const record = encodeResend({ ...request, day: 0, once: new Uint8Array(16) }, new Uint8Array(64));
  return jsonOf(await post(ask, ENDPOINTS.resends, token, record, 202), resent);
}

async function post(ask: Ask, path: string, token: string, body: Uint8Array, status?: 202): Promise<Answer> {
  const answer = await ask(path, new Uint8Array([...Buffer.from(token, 'base64url'), ...body]));
  return expectStatus(answer, status, 'Xem lại OPERATOR_TOKEN và mã hộp thư.');
}
