/** Scenarios with a hostile sender, and one with an old store. The mail server is well. */
import { setTimeout as delay } from 'node:timers/promises';
import { addressOf, MailReader } from '../drill/police.ts';
import { MAX_WINDOWS, type Report, tooSlow, windowsBetween } from './play.ts';
import { type AcceptedTip, postTip, type Stage } from './stage.ts';

const PATIENCE_MS = 60_000;
const HEADER_PROOF = { at: 64, end: 1_024 };

/** Waits until the unit has every tip, or must be called without; how many windows each took, null: lost. */
async function arrivals(
  stage: Stage,
  tips: readonly AcceptedTip[],
): Promise<Map<AcceptedTip, number | null>> {
  const inbox = tips[0]?.inbox ?? '';
  const reader = new MailReader({ inbox, to: 'unit' }, stage.peer.mails);
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    // eslint-disable-next-line no-await-in-loop
    const { copies } = await reader.read();
    const times = new Map(copies.map(({ hash, time }) => [hash, time]).reverse() as [string, number][]);
    if (tips.every(({ hash }) => times.has(hash)) || Date.now() > end)
      return new Map(
        tips.map((tip) => {
          const time = times.get(tip.hash);
          return [tip, time === undefined ? null : windowsBetween(stage, inbox, tip.time, time)];
        }),
      );
    // eslint-disable-next-line no-await-in-loop
    await delay(200);
  }
}

function reportOf(
  stage: Stage,
  name: string,
  all: Map<AcceptedTip, number | null>,
  most: number,
  more = '',
): Report {
  const windows = [...all.values()];
  const lost = windows.filter((one) => one === null).length;
  const slowest = Math.max(...windows.map((one) => one ?? 0));
  return {
    name,
    came: `${windows.length - lost} delivered; at most ${slowest.toFixed(1)} windows${more}`,
    wrongs: [...(lost > 0 ? [`${lost} lost`] : []), ...tooSlow(stage, slowest, most)],
  };
}

/** A tip that came right before a digest which was missed waits longer; three are sent in each window. */
const HALF_MORE = 1.5;

/**
 * A sender repeats one accepted tip, without a proof, a hundred times a second, while others send theirs: no digest
 * misses its window.
 */
export async function playReplays(stage: Stage, inbox: string, windows: number): Promise<Report> {
  const { wire } = await stage.sendOne(inbox, 0);
  const bare = Uint8Array.from(wire).fill(0, HEADER_PROOF.at, HEADER_PROOF.end);
  const end = Date.now() + windows * stage.window;
  const statuses = new Map<number, number>();
  const repeat = async () => {
    const status = await postTip(stage.url, bare);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  const replays = async () => {
    const open = new Set<Promise<void>>();
    const began = Date.now();
    for (let count = 0; Date.now() < end; count++) {
      // eslint-disable-next-line no-await-in-loop
      await delay(Math.max(0, began + count * 10 - Date.now()));
      const one: Promise<void> = repeat().finally(() => open.delete(one));
      open.add(one);
      // eslint-disable-next-line no-await-in-loop
      if (open.size >= 50) await Promise.race(open);
    }
    await Promise.all(open);
  };
  const honest = async () => {
    const tips: AcceptedTip[] = [];
    while (Date.now() < end) {
      // eslint-disable-next-line no-await-in-loop
      tips.push(await stage.sendOne(inbox, 0));
      // eslint-disable-next-line no-await-in-loop
      await delay(stage.window / 3);
    }
    return tips;
  };
  const [tips] = await Promise.all([honest(), replays()]);
  const all = await arrivals(stage, tips);
  const rate =
    [...statuses.values()].reduce((sum, count) => sum + count, 0) / ((windows * stage.window) / 1_000);
  const report = reportOf(
    stage,
    'replays without a proof',
    all,
    HALF_MORE,
    `; ${rate.toFixed(0)} replays a second`,
  );
  if ([...statuses.keys()].some((status) => status !== 202))
    report.wrongs.push(`replays were answered ${[...statuses.keys()].join(', ')}`);
  return report;
}

/** More texts than digests take, and more coming, with larger tips between: every class gets its share. */
export async function playFlood(
  stage: Stage,
  inbox: string,
  { texts, coming }: { texts: number; coming: number },
): Promise<Report> {
  const first = await stage.send(inbox, [texts, 0, 0]);
  const [larger, later] = await Promise.all([
    stage.send(inbox, [0, 6, 1]),
    stage.send(inbox, [coming, 0, 0]),
  ]);
  const all = await arrivals(stage, [...first, ...later, ...larger]);
  const ofLarger = new Map(larger.map((tip) => [tip, all.get(tip) ?? null]));
  const name = `a flood of ${texts} texts and ${coming} more`;
  const report = reportOf(stage, name, ofLarger, MAX_WINDOWS, ' for photos');
  const textsLost = [...first, ...later].filter((tip) => all.get(tip) === null).length;
  const share = mailsOf(stage, inbox);
  return {
    ...report,
    came: `${first.length + later.length - textsLost} texts delivered; ${report.came}; mails: ${share}`,
    wrongs: [...report.wrongs, ...(textsLost > 0 ? [`${textsLost} texts lost`] : [])],
  };
}

/** What the mails to the unit held, one word each: so many texts, photos, largest. */
function mailsOf({ peer }: Stage, inbox: string): string {
  const address = addressOf({ inbox, to: 'unit' });
  return peer.mails
    .filter(({ envelope }) => envelope.to.includes(address))
    .map(({ mail }) => {
      const sizes = mail.attachments.slice(0, -1).map(({ content }) => (content as ArrayBuffer).byteLength);
      const between = (from: number, to: number) => sizes.filter((size) => size >= from && size < to).length;
      return [between(0, 100_000), between(100_000, 1_000_000), between(1_000_000, Infinity)].join('/');
    })
    .join(' ');
}
