/** An operator hears of a tip that a mailbox refuses by itself, by mail and by post, without asking. */
import { setTimeout as delay } from 'node:timers/promises';
import { ALERT_SUBJECT } from '../../worker/contract/manifest.ts';
import { addressOf } from '../drill/police.ts';
import type { Report } from './play.ts';
import type { Stage } from './stage.ts';

const PATIENCE_MS = 60_000;
const OPERATOR = 'nguoi-van-hanh@inbox.test';

export async function playAlert(stage: Stage, inbox: string): Promise<Report> {
  const { peer, posts } = stage;
  const address = addressOf({ inbox, to: 'unit' });
  const photo = await stage.makeTip(inbox, 1);
  peer.treatments.set(address, {
    afterData: ({ size }) => (size > 500_000 ? [554, '5.7.1 refused'] : 'takes'),
  });
  const began = Date.now();
  const isHeard = (text: string | undefined) =>
    text?.includes(`Hộp thư ${inbox}: hộp thư đơn vị từ chối riêng`) === true;
  const mails = () =>
    peer.mails.filter(
      ({ envelope, mail }) => envelope.to.includes(OPERATOR) && mail.subject === ALERT_SUBJECT,
    );
  const isTold = () => mails().some(({ mail }) => isHeard(mail.text)) && posts.some(isHeard);
  await stage.post(photo.wire);
  while (!isTold() && Date.now() < began + PATIENCE_MS) await delay(200);
  const seconds = (Date.now() - began) / 1_000;
  peer.treatments.delete(address);
  return {
    name: 'a tip set apart is told to the operator',
    came: `${mails().length} mails, ${posts.length} posts, after ${seconds.toFixed(0)} s`,
    wrongs: [
      ...(mails().some(({ mail }) => isHeard(mail.text)) ? [] : ['no mail says it']),
      ...(posts.some(isHeard) ? [] : ['no post says it']),
      ...(mails().some(({ mail }) => mail.attachments.length > 0) ? ['an alert has an attachment'] : []),
    ],
  };
}
