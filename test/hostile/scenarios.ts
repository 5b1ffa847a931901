/** What a hostile mail server does, and what must come of the tips all the same. */
import type { Audience } from '../../worker/contract/audience.ts';
import type { SizeClassIndex } from '../../worker/contract/sizes.ts';
import type { ArrivedMail, Refusal, SmtpPeer, Treatment, Verdict } from '../mail/smtp-peer.ts';

/**
 * Where a tip is in the end. `with oversight`: the unit's mailbox refuses it by itself. `waits`: the line has it and
 * its state says why. `missing`: mailed, gone, and the line's notes show that its number is missing.
 */
export type Fate = 'delivered' | 'with oversight' | 'waits' | 'missing' | 'lost';

/** How many texts, photos and tips of the largest class. */
export type Counts = readonly [texts: number, photos: number, large: number];

export interface Scenario {
  name: string;
  /** Whose mailbox is hostile. The other one of the inbox is well, and gets its tips in time. */
  hostile: Audience;
  treatment?: () => Treatment;
  /** What the whole server does, to both mailboxes. */
  server?: Partial<Pick<SmtpPeer, 'declaredSize' | 'maxConnections'>>;
  /** Tips for the unit; oversight gets one of its own. `short` is for `npm test`; null: one of its kind is there. */
  tips: Counts;
  short: Counts | null;
  /** What must come of tips of a class in the hostile mailbox, where it is not to be delivered. */
  becomes?: Partial<Record<SizeClassIndex, Fate>>;
  /** What must come of one tip for the unit, whichever it is, when the mailbox has something against one. */
  one?: Fate;
  /** What `/api/state` must say meanwhile of the mailboxes: `<audience> <mail> <fault>`. */
  tells?: readonly RegExp[];
  /** The mailbox is well again after some refusals: time counts from the last. */
  mends?: true;
  /** Mails vanish: an officer asks for what is missing, and time counts from there. */
  asksAgain?: true;
}

const MB = 1_000_000;
const TOO_LARGE: Refusal = [552, '5.3.4 message size exceeds the limit'];
const FULL: Refusal = [552, '5.2.2 mailbox full'];

const isTip = (name: string | null) => name?.startsWith('tin-') === true;

/** Does something else with every mail that holds one certain tip: the middle one of the first mail with several. */
function withOneTip(verdict: () => Verdict | Promise<Verdict>): Treatment {
  let number: string | undefined;
  return {
    afterData: ({ mail }) => {
      const numbers = mail.attachments
        .filter(({ filename }) => isTip(filename))
        .map(({ filename }) => filename?.slice(0, 'tin-000001'.length));
      if (numbers.length >= 5) number ??= numbers[numbers.length >> 1];
      return numbers.some((one) => one === number) ? verdict() : 'takes';
    },
  };
}

/** What is larger than `bytes` meets with `verdict`. */
const above = (bytes: number, verdict: Verdict): Treatment => ({
  afterData: ({ size }) => (size > bytes ? verdict : 'takes'),
});

const holdsPhoto = ({ mail }: ArrivedMail) =>
  mail.attachments.some(
    ({ filename, content }) => isTip(filename) && (content as ArrayBuffer).byteLength > 500_000,
  );

/** Of nine, for one that went on would throw away what is asked for again and again: chance, which no line can mend. */
function everyThirdOfNine(): Treatment {
  let count = 0;
  return { afterData: () => (++count <= 9 && count % 3 === 0 ? 'throws away' : 'takes') };
}

/** Refuses so many tries, then is well. */
function atFirst(tries: number, treatment: Treatment): Treatment {
  let left = tries;
  const { atRcpt, afterData } = treatment;
  return {
    ...(atRcpt && { atRcpt: () => (left-- > 0 ? atRcpt() : null) }),
    ...(afterData && { afterData: (arrived: ArrivedMail) => (left-- > 0 ? afterData(arrived) : 'takes') }),
  };
}

/** Silence until the server gives up, so that nobody waits here for the minute that the line would. */
const silence = (): Promise<Verdict> =>
  new Promise((resolve) => {
    setTimeout(resolve, 700, 'hangs up');
  });

const countsAttachments = (most: number): Treatment => ({
  afterData: ({ mail }) => (mail.attachments.length > most ? [554, '5.6.0 too many attachments'] : 'takes'),
});

/** One that refuses at the door, one once it has seen a mail, one that never answers. */
const IN_SHORT: readonly string[] = ['550 at RCPT', 'a scanner', 'falls silent'];

/** Each of these is oversight's mailbox, for every mail that it is offered. */
const WRONG_OVERSIGHT: readonly { name: string; treatment: Treatment; tells: RegExp }[] = [
  { name: '550 at RCPT', treatment: { atRcpt: () => [550, '5.1.1 unknown'] }, tells: /refused 550/ },
  { name: '451 at RCPT', treatment: { atRcpt: () => [451, '4.7.1 later'] }, tells: /retrying 451/ },
  { name: 'full at RCPT', treatment: { atRcpt: () => FULL }, tells: /refused 552/ },
  { name: 'full after the data', treatment: { afterData: () => FULL }, tells: /refused 552/ },
  { name: 'a scanner', treatment: { afterData: () => [554, '5.7.1 blocked'] }, tells: /refused 554/ },
  { name: '451 after the data', treatment: { afterData: () => [451, '4.3.0'] }, tells: /retrying 451/ },
  { name: 'no size is small enough', treatment: above(20_000, TOO_LARGE), tells: /set-apart 552/ },
  { name: 'hangs up at RCPT', treatment: { atRcpt: () => 'hangs up' }, tells: /retrying/ },
  { name: 'cuts the data', treatment: { cutsAfter: 1 }, tells: /retrying/ },
  { name: 'falls silent', treatment: { afterData: silence }, tells: /retrying/ },
];

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'at most 32 attachments',
    hostile: 'unit',
    treatment: () => countsAttachments(32),
    tips: [100, 0, 0],
    short: [34, 0, 0],
  },
  {
    name: 'at most 10 attachments, which the line does not know',
    hostile: 'unit',
    treatment: () => countsAttachments(10),
    tips: [100, 0, 0],
    short: [20, 0, 0],
  },
  ...[1, 3, 5].map((size): Scenario => ({
    name: `SIZE of ${size} MB, declared`,
    hostile: 'unit',
    server: { declaredSize: size * MB },
    tips: [20, 4, 2],
    short: [3, 2, 1],
    // The same server stands before both mailboxes.
    ...(size < 5 && {
      becomes: { 2: 'waits' },
      tells: [/^unit set-apart SIZE/, /^oversight set-apart SIZE/],
    }),
  })),
  ...[1, 3, 5].map((size): Scenario => ({
    name: `SIZE of ${size} MB, not declared`,
    hostile: 'unit',
    treatment: () => above(size * MB, TOO_LARGE),
    tips: [20, 4, 2],
    short: [3, 2, 1],
    ...(size < 5 && { becomes: { 2: 'with oversight' }, tells: [/^unit set-apart 552/] }),
  })),
  {
    name: '554 after the data for one tip of 40',
    hostile: 'unit',
    treatment: () => withOneTip(() => [554, '5.7.1 found by the scanner']),
    tips: [40, 0, 0],
    short: [20, 0, 0],
    one: 'with oversight',
    tells: [/^unit set-apart 554/],
  },
  {
    name: '451 after the data for one tip of 40',
    hostile: 'unit',
    treatment: () => withOneTip(() => [451, '4.7.1 the scanner could not look']),
    tips: [40, 0, 0],
    short: [20, 0, 0],
    one: 'with oversight',
    tells: [/^unit retrying 451/, /^unit set-apart 451/],
  },
  {
    name: '554 after the data for a photo, among texts',
    hostile: 'unit',
    treatment: () => ({ afterData: (mail) => (holdsPhoto(mail) ? [554, '5.7.1 no pictures'] : 'takes') }),
    tips: [39, 1, 0],
    short: [5, 1, 0],
    becomes: { 1: 'with oversight' },
    tells: [/^unit set-apart 554/],
  },
  {
    name: 'no answer after the data for one tip of 40',
    hostile: 'unit',
    treatment: () => withOneTip(silence),
    tips: [40, 0, 0],
    short: [20, 0, 0],
    one: 'with oversight',
    tells: [/^unit retrying/, /^unit set-apart/],
  },
  {
    name: '250 and gone: one tip of 40',
    hostile: 'unit',
    treatment: () => withOneTip(() => 'throws away'),
    tips: [40, 0, 0],
    short: [20, 0, 0],
    // Whatever is mailed with it vanishes too, and comes when it is asked for and meets other company.
    one: 'missing',
    asksAgain: true,
  },
  {
    name: '250 and gone: mails of more than 1 MB',
    hostile: 'unit',
    treatment: () => above(MB, 'throws away'),
    tips: [20, 5, 2],
    short: [3, 2, 1],
    becomes: { 2: 'missing' },
    asksAgain: true,
  },
  {
    name: '250 and gone: every third of nine mails',
    hostile: 'unit',
    treatment: everyThirdOfNine,
    tips: [100, 6, 1],
    short: [40, 0, 0],
    asksAgain: true,
  },
  {
    name: '250 and gone: everything to oversight above 20 KB, once',
    hostile: 'oversight',
    treatment: () => atFirst(1, { afterData: ({ size }) => (size > 20_000 ? 'throws away' : 'takes') }),
    tips: [3, 0, 0],
    short: [1, 0, 0],
    asksAgain: true,
  },
  {
    name: 'no answer after the data, twice',
    hostile: 'unit',
    treatment: () => atFirst(2, { afterData: silence }),
    tips: [10, 1, 0],
    short: [3, 0, 0],
    mends: true,
    tells: [/^unit retrying/],
  },
  {
    name: 'hangs up within mails of more than 1 MB',
    hostile: 'unit',
    treatment: () => ({ cutsAfter: MB }),
    tips: [20, 4, 2],
    short: [3, 1, 1],
    becomes: { 2: 'with oversight' },
    tells: [/^unit retrying/, /^unit set-apart/],
  },
  {
    name: 'greylists three times',
    hostile: 'unit',
    treatment: () => atFirst(3, { atRcpt: () => [451, '4.7.1 come back later'] }),
    tips: [10, 1, 0],
    short: [3, 0, 0],
    mends: true,
    tells: [/^unit retrying 451/],
  },
  {
    name: 'full at RCPT three times',
    hostile: 'unit',
    treatment: () => atFirst(3, { atRcpt: () => FULL }),
    tips: [10, 1, 0],
    short: [3, 0, 0],
    mends: true,
    tells: [/^unit refused 552/],
  },
  {
    name: 'full after the data three times',
    hostile: 'unit',
    treatment: () => atFirst(3, { afterData: () => FULL }),
    tips: [10, 1, 0],
    short: [3, 0, 0],
    mends: true,
    tells: [/^unit refused 552/],
  },
  {
    name: 'one connection at a time',
    hostile: 'unit',
    server: { maxConnections: 1 },
    tips: [10, 1, 0],
    short: [3, 0, 0],
  },
  ...WRONG_OVERSIGHT.map(({ name, treatment, tells }): Scenario => ({
    name: `wrong oversight: ${name}`,
    hostile: 'oversight',
    treatment: () => treatment,
    tips: [10, 1, 0],
    short: IN_SHORT.includes(name) ? [2, 0, 0] : null,
    becomes: { 0: 'waits' },
    tells: [new RegExp(`^oversight ${tells.source}`)],
  })),
];
