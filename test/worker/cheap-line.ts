/**
 * The real Worker, except that a proof of work costs four derivations and not a thousand: solving them was half the time
 * of all browser tests and is not what they are about. The real price is paid in the slow tests and in the bench.
 */
import { CHALLENGE_ANSWER_SIZE, ENDPOINTS } from '../../worker/contract/endpoints.ts';
import { decodeInboxId, INBOX_ID_SIZE } from '../../worker/contract/inbox-id.ts';
import type { Env } from '../../worker/env.ts';
import { paddedJson } from '../../worker/http/headers.ts';
import worker from '../../worker/index.ts';
import { proofSecrets } from '../../worker/abuse/proof-of-work.ts';
import { cheapChallenge } from './cheap-proof.ts';

export { Inbox, Line, Mailbox } from '../../worker/index.ts';

const LIFE_MS = 30 * 60_000;

export default {
  ...worker,
  async fetch(request, env, ctx) {
    if (new URL(request.url).pathname !== ENDPOINTS.challenge) return worker.fetch(request, env, ctx);
    const body = new Uint8Array(await request.clone().arrayBuffer());
    const inbox = decodeInboxId(body.subarray(0, INBOX_ID_SIZE));
    const real = await worker.fetch(request, env, ctx);
    if (!real.ok || !inbox) return real;
    const challenge = await cheapChallenge(inbox, proofSecrets(env), Date.now() + LIFE_MS);
    return new Response(paddedJson(challenge, CHALLENGE_ANSWER_SIZE), real);
  },
} satisfies ExportedHandler<Env>;
